package net.es.esmond.storage.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.Writers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether this instance is the only one that writes. Each announces itself and then asks who
 * else has. One that is alone announces that it relies on it, and asks again and again; one that
 * meets such another holds back its first write until that one must have asked again. A thread does
 * so from the first write until the end. Safe for use by many threads.
 */
final class SoleWriter {
  /** In company it can wait. */
  private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(5);

  private static final Duration PERIOD = Duration.ofMillis(500);

  private static final CompletionStage<Void> AT_ONCE = completedFuture(null);
  private static final Logger LOG = LoggerFactory.getLogger(SoleWriter.class);

  private final Writers writers;
  private final Supplier<Moment> clock;
  private final Presence presence;
  private final Tenures tenures = new Tenures();
  private final AtomicBoolean started = new AtomicBoolean();
  private final ScheduledExecutorService thread;

  private @Nullable Moment asked;
  private boolean onlyMe;
  private volatile CompletableFuture<Void> entrance = new CompletableFuture<>();
  private volatile boolean closed;

  SoleWriter(Writers writers) {
    this(
        writers,
        Moment::now,
        Executors.newSingleThreadScheduledExecutor(Threads.named("esmond-sole-writer")));
  }

  /** The thread is ended by {@link #close}. */
  SoleWriter(Writers writers, Supplier<Moment> clock, ScheduledExecutorService thread) {
    this.writers = writers;
    this.clock = clock;
    this.thread = thread;
    this.presence = new Presence(writers, clock);
  }

  /** Completes once this instance may write, nearly always at once; or when time is up. */
  CompletionStage<Void> enter(Deadline deadline) {
    if (closed) {
      return failedFuture(closedError());
    }
    CompletableFuture<Void> next = entrance;
    if (presence.mayWrite(clock.get())) {
      return AT_ONCE;
    }
    try {
      start();
    } catch (RejectedExecutionException e) {
      return failedFuture(closedError());
    }
    return next.copy()
        .completeOnTimeout(null, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static StoreException closedError() {
    return new StoreException(
        ErrorCode.CLOSED,
        StoreException.Store.CASSANDRA,
        "the archive's storage is closed",
        List.of(),
        null);
  }

  /**
   * Names the time for which this instance has been the only writer and still is. What it learns in
   * a tenure of what is stored is true until it writes, or the tenure is over.
   *
   * @return the same number in the same tenure; 0 when others may write
   */
  long tenure() {
    Moment now = clock.get();
    return presence.isEntered(now) ? tenures.current(now) : 0;
  }

  private void start() {
    if (!started.getAndSet(true)) {
      RepeatedWork rounds = new RepeatedWork("announcing that this instance writes", this::round);
      var unheard =
          thread.scheduleWithFixedDelay(rounds, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Announces this instance and asks who else is, each when it is due. */
  private Optional<String> round() {
    Optional<String> problem = Optional.empty();
    try {
      presence.announce(onlyMe);
    } catch (RuntimeException e) {
      problem = Optional.of(e.toString());
    }
    grant(false);
    Moment now = clock.get();
    if (mustAsk(now)) {
      asked = now;
      var heard =
          writers
              .announced(Deadline.after(Tenures.FRESH))
              .handleAsync((announced, error) -> heard(now, announced, error), thread);
    }
    return problem;
  }

  /** Often while that may make a difference: under load some answers come late. */
  private boolean mustAsk(Moment now) {
    return presence.isAnnounced(now)
        && (onlyMe || !presence.isEntered(now) || Moment.isOver(asked, ASKED_AGAIN_AFTER, now));
  }

  private @Nullable Void heard(
      Moment asked, @Nullable Map<String, Boolean> announced, @Nullable Throwable error) {
    if (announced == null) {
      LOG.debug("who else writes is not known", error);
      return null;
    }
    Map<String, Boolean> others = new HashMap<>(announced);
    onlyMe = others.remove(presence.name()) != null && others.isEmpty();
    if (!onlyMe) {
      tenures.heardOthers();
    } else if (presence.isAloneSince(asked)) {
      tenures.heardAlone(asked);
    }
    grant(presence.isPresentSince(asked) && !others.containsValue(true));
    return null;
  }

  private void grant(boolean noneAlone) {
    presence.grant(noneAlone);
    if (presence.mayWrite(clock.get())) {
      CompletableFuture<Void> open = entrance;
      entrance = new CompletableFuture<>();
      open.complete(null);
    }
  }

  /**
   * Lets nobody enter any more, and tells others, bounded in time.
   *
   * @param idle whether no write is under way; else others learn of the end only later
   */
  void close(BooleanSupplier idle) {
    closed = true;
    thread.shutdown();
    try {
      if (thread.awaitTermination(Presence.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          && idle.getAsBoolean()) {
        presence.withdraw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (EsmondException e) {
      LOG.debug("the announcement ends by itself", e);
    }
  }
}
