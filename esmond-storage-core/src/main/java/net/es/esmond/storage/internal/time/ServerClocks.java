package net.es.esmond.storage.internal.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.spi.ServerTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the stores for their servers' times, again and again, and knows whether these agree. Safe
 * for use by many threads.
 */
final class ServerClocks {
  private static final Logger LOG = LoggerFactory.getLogger(ServerClocks.class);

  /** An answer that takes longer says little. */
  private static final Duration ASK = Duration.ofSeconds(2);

  private static final Duration EVERY = Duration.ofMinutes(1);

  /** While a store has not answered. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** While no store has answered at all: the first writes wait for it. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What the servers said earlier is not relied on. */
  private static final Duration KNOWN_FOR = Duration.ofMinutes(3);

  private final StorageClock clock;
  private final Map<String, StorageClock.Servers> stores;
  private final LongSupplier nanoTime;
  private @Nullable CompletableFuture<Void> asking;
  private volatile long askedNanos;
  private volatile boolean complete;
  private volatile boolean forgotten;
  private final CompletableFuture<Void> answered = new CompletableFuture<>();

  /** Names what the last answers were missing from. */
  private volatile String silent = "the stores";

  private volatile @Nullable Known known;
  private Set<String> reported = Set.of();
  private boolean unsafe;

  /** What the servers of all stores said. */
  private record Known(TimeAgreement agreement, Optional<String> problem, long nanos) {}

  ServerClocks(
      StorageClock clock, Map<String, StorageClock.Servers> stores, LongSupplier nanoTime) {
    this.clock = clock;
    this.stores = new LinkedHashMap<>(stores);
    this.nanoTime = nanoTime;
  }

  /** Asks again from time to time, until the threads are closed. */
  void start(StorageThreads threads) {
    var unused =
        threads.repeat(
            "asking for the servers' times",
            SOON,
            () -> threads.executor().execute(this::askIfDue));
  }

  private void askIfDue() {
    Duration pause = complete ? EVERY : answered.isDone() ? AGAIN : SOON;
    if (nanoTime.getAsLong() - askedNanos >= pause.toNanos()) {
      var unused = ask();
    }
  }

  /** Completes once any server has told its time. */
  CompletableFuture<Void> answered() {
    return answered;
  }

  /** Does not rely on what the servers said before now. */
  void forget() {
    forgotten = true;
  }

  /** Asks all servers, unless that is under way; completes in any case. */
  CompletableFuture<Void> ask() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      if (asking != null && !asking.isDone()) {
        return asking;
      }
      asking = done;
    }
    askedNanos = nanoTime.getAsLong();
    Deadline deadline = Deadline.after(ASK);
    Map<String, CompletableFuture<List<ServerTime>>> answers = new LinkedHashMap<>();
    stores.forEach(
        (name, store) -> answers.put(name, answers(store, deadline).toCompletableFuture()));
    var unused =
        CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
            .thenRun(() -> take(answers))
            .whenComplete(
                (taken, failure) -> {
                  if (failure != null) {
                    LOG.debug("the servers' times could not be compared", failure);
                  }
                  done.complete(null);
                });
    return done;
  }

  /** A store that cannot serve has no answers. */
  private static CompletionStage<List<ServerTime>> answers(
      StorageClock.Servers store, Deadline deadline) {
    return Futures.started(() -> store.serverTimes(deadline))
        .thenApply(times -> times.stream().filter(ServerClocks::isExact).toList())
        .exceptionally(
            failure -> {
              LOG.debug("a store's servers could not be asked for their time", failure);
              return List.of();
            });
  }

  /** Leaves out what came after a long pause of this process. */
  private static boolean isExact(ServerTime time) {
    return time.answeredNanos() - time.askedNanos() <= 2 * ASK.toNanos();
  }

  /** Some answers are better than a time that is not known at all, but allow nothing else. */
  private void take(Map<String, CompletableFuture<List<ServerTime>>> answers) {
    List<ServerTime> all = new ArrayList<>();
    List<String> without = new ArrayList<>();
    answers.forEach(
        (name, answer) -> {
          List<ServerTime> times = Objects.requireNonNull(answer.join());
          all.addAll(times);
          if (times.isEmpty()) {
            without.add(name);
          }
        });
    complete = without.isEmpty();
    silent = String.join(" and ", complete ? stores.keySet() : without);
    boolean needed = known == null || forgotten;
    if (complete || needed && !all.isEmpty()) {
      TimeAgreement agreement = clock.learn(all);
      answered.complete(null);
      if (complete) {
        known = new Known(agreement, agreement.disagreement(), nanoTime.getAsLong());
        forgotten = false;
      }
    }
    report(clock.status());
  }

  /** Logs what is wrong when that changes. */
  private synchronized void report(ClockStatus status) {
    Set<String> wrong = new TreeSet<>(status.wrong().keySet());
    if (!wrong.equals(reported)) {
      status.warnings().forEach(LOG::warn);
      if (wrong.isEmpty()) {
        LOG.info("all clocks are right again");
      }
      reported = wrong;
    }
    status
        .problem()
        .filter(problem -> !unsafe)
        .ifPresent(
            problem -> LOG.warn("no summaries are stored, and nothing is deleted: {}", problem));
    if (unsafe && status.problem().isEmpty()) {
      LOG.info("the servers' clocks agree: summaries are stored again");
    }
    unsafe = status.problem().isPresent();
  }

  Map<String, Duration> ahead() {
    Known last = known;
    return last == null ? Map.of() : last.agreement().ahead();
  }

  Optional<String> problem() {
    Known last = known;
    if (last == null || forgotten) {
      return Optional.of(
          "the time is not known: no answer of " + silent + " yet; it is asked every few seconds");
    }
    return nanoTime.getAsLong() - last.nanos() > KNOWN_FOR.toNanos()
        ? Optional.of(
            "the time is not known: no answer of " + silent + " for " + KNOWN_FOR + "; check it")
        : last.problem();
  }
}
