package net.es.esmond.storage.sql.internal.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.EsmondException;
import org.jspecify.annotations.Nullable;

/** Reports calls and servers to the host's meter registry, if the host has one. */
final class DatabaseMeters {
  private final MeterRegistry registry;
  private final Counter promotions;

  DatabaseMeters(@Nullable MeterRegistry host) {
    registry = host == null ? new CompositeMeterRegistry() : host;
    promotions =
        Counter.builder("esmond.sql.promotions")
            .description("primaries of a newer timeline that were found")
            .register(registry);
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
    Timer.builder("esmond.sql.calls")
        .description("calls by operation and outcome, waiting and repeating included")
        .tag("operation", operation)
        .tag("outcome", outcome)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  MeterRegistry registry() {
    return registry;
  }

  void observe(Workers workers) {
    Gauge.builder("esmond.sql.waiting", workers, Workers::waiting)
        .description("calls that wait for a connection")
        .register(registry);
  }

  void observe(Topology topology, HostPort server) {
    Gauge.builder(
            "esmond.sql.primary",
            topology,
            known -> known.primary().filter(server::equals).isPresent() ? 1 : 0)
        .description("1 for the server that takes the calls")
        .tag("server", server.toString())
        .register(registry);
  }
}
