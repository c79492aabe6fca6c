package net.es.esmond.storage.internal.async;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again in the background. What keeps it from being done is logged when
 * that begins and when it is over, not each time. For one thread.
 */
public final class PeriodicTask implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

  private final String what;
  private final Supplier<Optional<String>> work;
  private String problem = "";

  /**
   * Names work.
   *
   * @param what the work, as the log calls it
   * @param work does it once, and returns what kept it from being done
   */
  public PeriodicTask(String what, Supplier<Optional<String>> work) {
    this.what = what;
    this.work = work;
  }

  /**
   * Does the work once. A failure is logged and not thrown, because a thrown one ends the
   * repetition.
   */
  @Override
  public void run() {
    String now;
    @Nullable Throwable failure = null;
    try {
      now = work.get().orElse("");
    } catch (Throwable e) {
      // An Error too: of a host's object, it says nothing about the next time.
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
