package net.es.esmond.storage.internal.async;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats work in the background. An obstacle is logged when it appears and when it is gone, and
 * not at each repetition. For one thread.
 */
public final class PeriodicTask implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

  private final String what;
  private final Supplier<Optional<String>> work;
  private String problem = "";

  /**
   * Creates a task.
   *
   * @param what the name of the work in the log
   * @param work does the work once, and returns the obstacle if there was one
   */
  public PeriodicTask(String what, Supplier<Optional<String>> work) {
    this.what = what;
    this.work = work;
  }

  /**
   * Does the work once. A failure is logged and not thrown, because a thrown exception ends the
   * repetition.
   */
  @Override
  public void run() {
    String now;
    @Nullable Throwable failure = null;
    try {
      now = work.get().orElse("");
    } catch (Throwable e) {
      // An Error too: if it comes from a host's object, the next time may succeed.
      now = e.toString();
      failure = e;
    }
    if (now.equals(problem)) {
      LOG.debug("{}", what, failure);
    } else if (now.isEmpty()) {
      LOG.info("{}: done again", what);
    } else {
      LOG.warn("{}: not done by this instance now: {}", what, now, failure);
    }
    problem = now;
  }
}
