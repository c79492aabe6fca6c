package net.es.esmond.storage.internal.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.spi.ServerTime;
import org.jspecify.annotations.Nullable;

/**
 * Tells the archive's time, which is the time of its servers: the host's clock plus an offset that
 * was learned from them. Between two learnings the monotonic clock of the process keeps watch over
 * the host's. When the host's clock jumps, because somebody set it or the machine slept, the time
 * goes on by the monotonic clock, and the servers are asked at once. So a host's wrong clock does
 * no harm. Reading the time asks no server. Safe for use by many threads.
 */
public final class StorageClock extends Clock {
  /** The clock of this host. No other class reads it. */
  public static final Clock HOST = Clock.systemUTC();

  /** A host's clock that gains or loses more on the monotonic one has jumped. */
  private static final long JUMP_NANOS = Duration.ofMillis(500).toNanos();

  private static final long MOST_SECONDS = Duration.ofDays(365 * 100).toSeconds();

  private final Clock host;
  private final LongSupplier nanoTime;
  private final boolean simulated;
  private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);
  private volatile Reading reading;
  private volatile CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);
  private volatile @Nullable ServerClocks servers;

  /** The servers of a store. */
  @FunctionalInterface
  public interface Servers {
    /** Asks all that are connected for the time. */
    CompletionStage<List<ServerTime>> serverTimes(Deadline deadline);
  }

  /** What time it was at a moment of the monotonic clock, and by the host's clock. */
  private record Reading(long nanos, Instant host, Instant time) {}

  /**
   * Makes a clock that tells the host's time until it has learned the servers'.
   *
   * @param host the host's clock
   */
  public StorageClock(Clock host) {
    this(host, System::nanoTime, false);
  }

  StorageClock(Clock host, LongSupplier nanoTime, boolean simulated) {
    this.host = host;
    this.nanoTime = nanoTime;
    this.simulated = simulated;
    Instant now = host.instant();
    this.reading = new Reading(nanoTime.getAsLong(), now, now);
  }

  /** Makes a clock that tells the time of another, and asks no server: for tests. */
  public static StorageClock simulated(Clock time) {
    return new StorageClock(time, System::nanoTime, true);
  }

  /** Returns the host's clock behind an archive's time, and any other clock as it is. */
  public static Clock hostOf(Clock clock) {
    return clock instanceof StorageClock storage ? storage.host : clock;
  }

  /**
   * Asks the servers, and again every minute.
   *
   * @param stores the servers of each store by its name, Cassandra before PostgreSQL; a store that
   *     the storage was opened without is absent
   * @param inBackground whether the stores may be missing for now: {@link #ready} waits for the
   *     first answer then, however long that takes
   * @param threads ask again from time to time, until they are closed
   * @return completes once they have answered, or after two seconds
   */
  public CompletionStage<Void> start(
      Map<String, Servers> stores, boolean inBackground, StorageThreads threads) {
    if (!simulated) {
      ServerClocks clocks = new ServerClocks(this, stores, nanoTime);
      servers = clocks;
      CompletableFuture<Void> asked = clocks.ask();
      pending = inBackground ? clocks.answered() : asked;
      clocks.start(threads);
    }
    return pending;
  }

  /** Asks the servers again. */
  void askNow() {
    ServerClocks clocks = servers;
    if (clocks != null) {
      var unused = clocks.ask();
    }
  }

  @Override
  public Instant instant() {
    Instant now = host.instant();
    if (simulated) {
      return now;
    }
    Reading last = reading;
    long byHost = nanosBetween(last.host, now);
    if (Math.abs(byHost - (nanoTime.getAsLong() - last.nanos)) <= JUMP_NANOS) {
      return last.time.plusNanos(byHost);
    }
    jumped(last);
    Reading next = reading;
    return next.time.plus(Duration.between(next.host, host.instant()));
  }

  /** Returns nanoseconds; of times that are decades apart, some number that is as large. */
  private static long nanosBetween(Instant from, Instant to) {
    long seconds = to.getEpochSecond() - from.getEpochSecond();
    return Math.min(Math.max(seconds, -MOST_SECONDS), MOST_SECONDS) * 1_000_000_000L
        + (to.getNano() - from.getNano());
  }

  /** Goes on by the monotonic clock, and asks the servers. One thread does. */
  private void jumped(Reading last) {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    synchronized (this) {
      if (reading != last) {
        return;
      }
      long nanos = nanoTime.getAsLong();
      Instant time = last.time.plus(Duration.ofNanos(nanos - last.nanos));
      reading = new Reading(nanos, host.instant(), time);
      pending = asked;
    }
    ServerClocks clocks = servers;
    if (clocks == null) {
      asked.complete(null);
    } else {
      clocks.forget();
      var unused = clocks.ask().whenComplete((done, failure) -> asked.complete(null));
    }
  }

  /** Takes over what the servers' clocks come to. */
  synchronized TimeAgreement learn(List<ServerTime> times) {
    long nanos = nanoTime.getAsLong();
    Instant now = host.instant();
    TimeAgreement agreement = TimeAgreement.of(times, now, nanos);
    reading = new Reading(nanos, now, now.plus(agreement.hostBehind()));
    return agreement;
  }

  /** Says whether the last time that was told holds: no answer of the servers is waited for. */
  public boolean ready() {
    return pending.isDone();
  }

  /** Completes when {@link #ready}, or by the deadline, for what cannot wait any longer. */
  public CompletionStage<Void> whenReady(TimedTasks timed, Deadline deadline) {
    CompletableFuture<Void> ready = pending.copy();
    return timed.orElse(ready, deadline, () -> ready.complete(null));
  }

  /**
   * Draws a write timestamp: microseconds since 1970, but later than every one drawn before. So of
   * two writes by this instance the later one wins, whatever clocks do.
   *
   * @param nowMicros the time, microseconds since 1970
   */
  public long nextMicros(long nowMicros) {
    return lastMicros.updateAndGet(last -> Math.max(last + 1, nowMicros));
  }

  /** Returns why nothing may be stored, dropped or deleted by this time. Costs nothing. */
  public Optional<String> problem() {
    instant();
    ServerClocks clocks = servers;
    return simulated
        ? Optional.empty()
        : clocks == null ? Optional.of("the servers were not asked yet") : clocks.problem();
  }

  /** Returns how the clocks are, as far as it is known. */
  public ClockStatus status() {
    Duration hostAhead = TimeAgreement.rounded(Duration.between(instant(), host.instant()));
    ServerClocks clocks = servers;
    Map<String, Duration> ahead = clocks == null ? Map.of() : clocks.ahead();
    return new ClockStatus(
        ahead.isEmpty() ? Optional.empty() : Optional.of(hostAhead), ahead, problem());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    InstantSource source = this::instant;
    return source.withZone(zone);
  }
}
