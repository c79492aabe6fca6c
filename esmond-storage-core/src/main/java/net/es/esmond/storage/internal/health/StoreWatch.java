package net.es.esmond.storage.internal.health;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.health.HealthListener;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces changes of one store's health: logs each change once, and calls the host's listener. A
 * change is announced at the second look that sees it. By then the reason is known, which comes
 * with the first attempt to connect again, and a change that lasted for a moment is passed over.
 * For one thread at a time.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  /** Time in which the same loss is logged once only, however often it comes and goes. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Supplier<StoreHealth> store;
  private final HealthListener listener;
  private final Executor notifications;
  private final LongSupplier nanoTime;
  private StoreHealth announced;
  private boolean differed;

  private @Nullable Condition warned;
  private long warnedNanos;

  /** Whether the last loss was logged. If not, its end is not logged either. */
  private boolean lossLogged;

  /** The part of a store's health whose change is announced. */
  private record Condition(StoreState state, boolean reads, boolean writes, Set<String> down) {
    static Condition of(StoreHealth health) {
      return new Condition(
          health.state(),
          health.canRead(),
          health.canWrite(),
          health.down().stream().map(ServerHealth::server).collect(Collectors.toSet()));
    }

    boolean isWorseThan(Condition before) {
      return before.reads && !reads || before.writes && !writes || !before.down.containsAll(down);
    }
  }

  /**
   * Creates the watch of a store, which counts as serving at first.
   *
   * @param store returns the store's health, without waiting
   * @param listener the host's listener
   * @param notifications runs the listener
   * @param nanoTime a clock like {@link System#nanoTime()}
   */
  StoreWatch(
      Supplier<StoreHealth> store,
      HealthListener listener,
      Executor notifications,
      LongSupplier nanoTime) {
    this.store = store;
    this.listener = listener;
    this.notifications = notifications;
    this.nanoTime = nanoTime;
    StoreHealth now = store.get();
    this.announced = StoreHealth.serving(now.store(), now.since());
  }

  /** Looks at the store once. */
  void look() {
    StoreHealth before = announced;
    StoreHealth now = store.get();
    Condition condition = Condition.of(now);
    if (now.state() == StoreState.CLOSED || condition.equals(Condition.of(before))) {
      differed = false;
    } else if (!differed) {
      differed = true;
    } else {
      differed = false;
      announced = now;
      log(before, now, condition);
      notifications.execute(() -> listener.changed(before, now));
    }
  }

  private void log(StoreHealth before, StoreHealth now, Condition condition) {
    Condition earlier = Condition.of(before);
    if (condition.isWorseThan(earlier)) {
      long time = nanoTime.getAsLong();
      lossLogged = !condition.equals(warned) || time - warnedNanos > QUIET.toNanos();
      if (lossLogged) {
        warned = condition;
        warnedNanos = time;
        LOG.warn("{}", now.summary());
      }
    } else if (lossLogged && earlier.isWorseThan(condition)) {
      LOG.info("{}; it was {} since {}", now.summary(), before.state(), before.since());
    }
  }
}
