package net.es.esmond.storage.retention.internal;

import java.util.Optional;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.HeldLease;
import net.es.esmond.storage.retention.RetentionReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over partitions and tests: under a lease, counting, a failure of one not the end. */
final class RetentionRun {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRun.class);

  private final HeldLease lease;
  private Optional<String> stopped = Optional.empty();
  private long partitions;
  private long dropped;
  private long tests;
  private long deleted;
  private long failures;

  /** Says whether something is over and done with. */
  interface Step {
    boolean run();
  }

  RetentionRun(HeldLease lease) {
    this.lease = lease;
  }

  /** Says whether to go on. */
  boolean goesOn() {
    if (stopped.isEmpty() && !lease.held()) {
      stopped = Optional.of("another instance applies the retention policies");
    }
    return stopped.isEmpty();
  }

  /** Looks at a partition; true when it was dropped. */
  void partition(Object what, Step step) {
    partitions++;
    dropped += count(what, step);
  }

  /** Looks at a test; true when it was deleted. */
  void test(Object what, Step step) {
    tests++;
    deleted += count(what, step);
  }

  private int count(Object what, Step step) {
    try {
      return step.run() ? 1 : 0;
    } catch (EsmondException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      failures++;
      LOG.debug("retention could not be applied to {} now", what, e);
      return 0;
    }
  }

  RetentionReport report() {
    return new RetentionReport(stopped, partitions, dropped, tests, deleted, failures);
  }
}
