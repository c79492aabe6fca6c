package net.es.esmond.storage.sql.internal.pool;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import org.jspecify.annotations.Nullable;

/** Reports calls and servers. */
final class DatabaseMeters {
  private final HostMeters meters;
  private final LongConsumer promotions;
  private final Map<CallKind, LongConsumer> timers = new ConcurrentHashMap<>();
  private final LongConsumer stale;

  private record CallKind(String operation, String outcome) {}

  DatabaseMeters(HostMeters meters) {
    this.meters = meters;
    promotions = meters.counting(StorageMeter.PROMOTIONS);
    stale = meters.counting(StorageMeter.STALE);
  }

  void stale() {
    stale.accept(1);
  }

  void promoted() {
    promotions.accept(1);
  }

  /** Records a finished call. Its time includes waiting and repetitions. */
  void called(String operation, long nanos, @Nullable Throwable failure) {
    String outcome =
        failure == null
            ? "ok"
            : failure instanceof EsmondException e
                ? e.code().name().toLowerCase(Locale.ROOT)
                : "error";
    timers.computeIfAbsent(new CallKind(operation, outcome), this::timer).accept(nanos);
  }

  private LongConsumer timer(CallKind kind) {
    return meters.timing(StorageMeter.CALLS, kind.operation(), kind.outcome());
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
