package net.es.esmond.storage.internal.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.spi.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs background work step by step, in one instance at a time. A step that fails is counted and
 * left to the next run. The run stops when the lease is lost, when an obstacle comes up, such as
 * clocks that disagree, or when several steps in a row fail because the store cannot serve. Blocks;
 * for one thread.
 */
public final class LeasedRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedRun.class);

  /**
   * Number of retryable failures in a row from which on the store is taken to be unable to serve.
   */
  private static final int MAX_FAILURES_IN_A_ROW = 5;

  private final HeldLease lease;
  private final String work;
  private final Supplier<Optional<String>> obstacle;
  private final ProgressReport progress;
  private boolean begun;
  private Optional<String> stopped = Optional.empty();
  private long failures;
  private int failuresInARow;

  /**
   * Takes the lease of the work if it is free.
   *
   * @param leases the store of leases
   * @param name the lease's name
   * @param work what the run does, as the words after "another instance"
   * @param owner the name of this instance
   * @param timeout deadline of each request to the leases
   * @param obstacle why no step may be taken now; asked before each, so it must cost nothing
   * @param progress counts the steps of a run that begins; is closed with the run
   */
  LeasedRun(
      Leases leases,
      String name,
      String work,
      String owner,
      Duration timeout,
      Supplier<Optional<String>> obstacle,
      ProgressReport progress) {
    this.lease = new HeldLease(leases, name, owner, timeout);
    this.work = work;
    this.obstacle = obstacle;
    this.progress = progress;
  }

  /** Returns whether to take the next step. */
  public boolean goesOn() {
    if (stopped.isEmpty()) {
      stopped = obstacle.get();
    }
    if (stopped.isEmpty() && !lease.held()) {
      stop("another instance " + work);
    }
    begun |= stopped.isEmpty();
    return stopped.isEmpty();
  }

  /**
   * Sets how many steps there are in all, for the listener to the run's progress. The number stays
   * unknown if it cannot be counted now.
   *
   * @throws EsmondException when the thread was interrupted
   */
  public void total(LongSupplier steps) {
    try {
      if (goesOn()) {
        progress.total(steps.getAsLong());
      }
    } catch (EsmondException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      LOG.debug("the steps could not be counted ({})", work, e);
    }
  }

  /** Ends the run: no further step is taken. */
  public void stop(String reason) {
    stopped = Optional.of(reason);
  }

  /** Returns why the run did not begin or did not reach its end; empty while it goes on. */
  public Optional<String> stopped() {
    return stopped;
  }

  /** Returns how many steps failed. */
  public long failures() {
    return failures;
  }

  /**
   * Takes a step.
   *
   * @param what the subject of the step, for the log
   * @param step does the step and returns how much it did
   * @return what the step returned, 0 when it failed
   * @throws EsmondException when the thread was interrupted or the storage was closed
   */
  public long step(Object what, LongSupplier step) {
    try {
      long done = step.getAsLong();
      failuresInARow = 0;
      return done;
    } catch (EsmondException e) {
      if (e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.CLOSED) {
        throw e;
      }
      failures++;
      LOG.debug("{} could not be dealt with now ({})", what, work, e);
      if (e.retryable() && ++failuresInARow >= MAX_FAILURES_IN_A_ROW) {
        stop(MAX_FAILURES_IN_A_ROW + " steps in a row failed; the next run tries again");
      }
      return 0;
    } finally {
      progress.add(1);
    }
  }

  @Override
  public void close() {
    if (begun) {
      progress.close();
    }
    lease.close();
  }
}
