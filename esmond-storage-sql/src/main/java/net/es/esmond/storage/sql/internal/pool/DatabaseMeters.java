package net.es.esmond.storage.sql.internal.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
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
    promotions = meters.counter(StorageMeter.PROMOTIONS);
    stale = meters.counter(StorageMeter.STALE);
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
    return meters.timer(StorageMeter.CALLS, kind.operation(), kind.outcome());
  }

  void observe(Workers workers) {
    meters.gauge(StorageMeter.WAITING, workers, Workers::waiting);
  }

  void observe(Topology topology, HostPort server) {
    meters.gauge(
        StorageMeter.PRIMARY,
        topology,
        known -> known.primary().filter(server::equals).isPresent() ? 1 : 0,
        server.toString());
  }
}
