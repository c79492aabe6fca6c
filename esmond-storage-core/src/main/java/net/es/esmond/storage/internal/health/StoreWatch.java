package net.es.esmond.storage.internal.health;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.health.HealthListener;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces changes of one store's health: calls the host's listener, and logs losses and their
 * ends. A change is announced at the second look that sees it. By then the reason is known, which
 * comes with the first attempt to connect again, and a change that lasted for a moment is passed
 * over. What comes and goes fills no log: a loss is logged when it brings something new, or has
 * outlived the quiet time. For one thread at a time.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  /** Time after a logged loss in which only losses of something else are logged. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Supplier<StoreHealth> store;
  private final HealthListener listener;
  private final Executor notifications;
  private final LongSupplier nanoTime;
  private StoreHealth announced;
  private boolean differed;

  /** The health that the last line of the log tells. */
  private StoreHealth logged;

  /** All losses that were logged since the log was quiet, as one. */
  private Condition lately = Condition.SERVING;

  private long warnedNanos;

  /** The part of a store's health whose change is announced. */
  private record Condition(StoreState state, boolean reads, boolean writes, Set<String> down) {
    static final Condition SERVING = new Condition(StoreState.UP, true, true, Set.of());

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

    /** Returns a condition that is as bad as both. */
    Condition and(Condition other) {
      Set<String> all = new HashSet<>(down);
      all.addAll(other.down);
      return new Condition(state, reads && other.reads, writes && other.writes, all);
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
    this.logged = announced;
  }

  /** Looks at the store once. */
  void look() {
    StoreHealth before = announced;
    StoreHealth now = store.get();
    if (now.state() == StoreState.CLOSED) {
      return;
    }
    if (Condition.of(now).equals(Condition.of(before))) {
      differed = false;
    } else if (!differed) {
      differed = true;
    } else {
      differed = false;
      announced = now;
      notifications.execute(() -> listener.changed(before, now));
    }
    log(announced);
  }

  private void log(StoreHealth now) {
    Condition condition = Condition.of(now);
    Condition known = Condition.of(logged);
    if (condition.isWorseThan(known)) {
      warn(now, condition);
      return;
    }
    if (known.isWorseThan(condition)) {
      LOG.info("{}; it was {} since {}", now.summary(), logged.state(), logged.since());
    }
    logged = now;
  }

  private void warn(StoreHealth now, Condition condition) {
    long time = nanoTime.getAsLong();
    if (time - warnedNanos > QUIET.toNanos()) {
      lately = Condition.SERVING;
    }
    if (condition.isWorseThan(lately)) {
      LOG.warn("{}", now.summary());
      lately = condition.and(lately);
      warnedNanos = time;
      logged = now;
    }
  }
}
