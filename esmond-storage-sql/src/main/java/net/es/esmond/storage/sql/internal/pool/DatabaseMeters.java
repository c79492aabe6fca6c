package net.es.esmond.storage.sql.internal.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.EsmondException;
import org.jspecify.annotations.Nullable;

/** Reports calls and servers. */
final class DatabaseMeters {
  private final HostMeters meters;
  private final Counter promotions;
  private final Map<CallKind, Timer> timers = new ConcurrentHashMap<>();
  private final Counter stale;

  private record CallKind(String operation, String outcome) {}

  DatabaseMeters(HostMeters meters) {
    this.meters = meters;
    promotions =
        meters.meter(
            Counter.builder("esmond.sql.promotions")
                    .description("primaries of a newer timeline that were found")
                ::register);
    stale =
        meters.meter(
            Counter.builder("esmond.sql.stale")
                    .description("calls answered from memory, as no primary could be reached")
                ::register);
  }

  void stale() {
    stale.increment();
  }

  void promoted() {
    promotions.increment();
  }

  /** Records a finished call. Its time includes waiting and repetitions. */
  void called(String operation, long nanos, @Nullable Throwable failure) {
    String outcome =
        failure == null
            ? "ok"
            : failure instanceof EsmondException e
                ? e.code().name().toLowerCase(Locale.ROOT)
                : "error";
    timers
        .computeIfAbsent(new CallKind(operation, outcome), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(CallKind kind) {
    return meters.meter(
        Timer.builder("esmond.sql.calls")
                .description("calls by operation and outcome, waiting and repeating included")
                .tag("operation", kind.operation())
                .tag("outcome", kind.outcome())
            ::register);
  }

  void observe(Workers workers) {
    meters.gauge(
        Gauge.builder("esmond.sql.waiting", workers, Workers::waiting)
            .description("calls that wait for a connection"));
  }

  void observe(Topology topology, HostPort server) {
    meters.gauge(
        Gauge.builder(
                "esmond.sql.primary",
                topology,
                known -> known.primary().filter(server::equals).isPresent() ? 1 : 0)
            .description("1 for the server that takes the calls")
            .tag("server", server.toString()));
  }
}
