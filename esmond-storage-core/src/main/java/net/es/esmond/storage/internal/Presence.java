package net.es.esmond.storage.internal;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.spi.Writers;
import org.jspecify.annotations.Nullable;

/**
 * This instance among those that write: announced before it does, or known to have no way to be.
 * For one thread, except where it says otherwise.
 */
final class Presence {
  /** How long it waits, once announced, before it writes, while another relies on being alone. */
  static final Duration HELD_BACK = Duration.ofSeconds(4);

  /**
   * It writes without being announced once that has failed for so long: longer than others trust.
   */
  static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(5);

  /** For how long after a failure it does, unless there is another one. */
  static final Duration UNANNOUNCED_FOR = Duration.ofSeconds(3);

  /** Of each request. */
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static final Duration ANNOUNCED_FOR = Duration.ofHours(1);

  /** Ten minutes less, since clocks may run differently. */
  static final Duration MAY_WRITE_FOR = ANNOUNCED_FOR.minusMinutes(10);

  private static final Duration ANNOUNCED_AGAIN_AFTER = Duration.ofMinutes(10);

  private final Writers writers;
  private final Supplier<Moment> clock;
  private final String name = UUID.randomUUID().toString();
  private @Nullable Moment announced;
  private @Nullable Moment alone;
  private @Nullable Moment present;
  private @Nullable Moment firstFailure;
  private @Nullable Moment lastFailure;
  private volatile Leave leave = new Leave(null, Duration.ZERO, false);

  /** Leave to write for some time from a moment, announced or not. */
  private record Leave(@Nullable Moment from, Duration length, boolean announced) {
    boolean holds(Moment now) {
      return !Moment.isOver(from, length, now);
    }
  }

  Presence(Writers writers, Supplier<Moment> clock) {
    this.writers = writers;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Whether this instance may write; for any thread. */
  boolean mayWrite(Moment now) {
    return leave.holds(now);
  }

  /** Whether it may write because others know of it; for any thread. */
  boolean isEntered(Moment now) {
    Leave granted = leave;
    return granted.announced() && granted.holds(now);
  }

  /** Whether every other instance that asks hears of it now. */
  boolean isAnnounced(Moment now) {
    return !Moment.isOver(announced, MAY_WRITE_FOR, now);
  }

  /** Whether every other instance that asked after a moment hears of it, without a break. */
  boolean isPresentSince(Moment moment) {
    return present != null && !present.until(moment).isNegative();
  }

  /** Whether every other instance that asked after a moment hears that this one is alone. */
  boolean isAloneSince(Moment moment) {
    return alone != null && !alone.until(moment).isNegative();
  }

  /**
   * Announces itself, when that is due; blocks.
   *
   * @param relies whether it relies on being alone
   * @throws EsmondException when that failed
   */
  void announce(boolean relies) {
    Moment now = clock.get();
    if (relies == (alone != null) && !Moment.isOver(announced, ANNOUNCED_AGAIN_AFTER, now)) {
      return;
    }
    try {
      Calls.await(writers.announce(name, relies, ANNOUNCED_FOR, Deadline.after(TIMEOUT)));
    } catch (RuntimeException e) {
      if (Moment.isOver(lastFailure, UNANNOUNCED_FOR, now)) {
        firstFailure = now;
      }
      lastFailure = now;
      throw e;
    }
    Moment done = clock.get();
    if (!isAnnounced(now)) {
      present = done;
    }
    if (!relies) {
      alone = null;
    } else if (alone == null) {
      alone = done;
    }
    announced = now;
    lastFailure = null;
  }

  /**
   * Grants leave to write, where that is right.
   *
   * @param noneAlone whether it is known, by an answer since it was announced, that no other relies
   *     on being alone
   */
  void grant(boolean noneAlone) {
    Moment now = clock.get();
    if (isAnnounced(now)) {
      if (isEntered(now) || noneAlone || Moment.isOver(present, HELD_BACK, now)) {
        leave = new Leave(announced, MAY_WRITE_FOR, true);
      }
    } else if (lastFailure != null && Moment.isOver(firstFailure, GIVEN_UP_AFTER, lastFailure)) {
      leave = new Leave(lastFailure, UNANNOUNCED_FOR, false);
    }
  }

  /** Writes no more, and unless that is too late lets others be alone; for any thread. */
  void withdraw() {
    if (leave.announced()) {
      leave = new Leave(null, Duration.ZERO, false);
      Calls.await(writers.withdraw(name, Deadline.after(TIMEOUT)));
    }
  }
}
