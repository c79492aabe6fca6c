package net.es.esmond.storage.spi;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;

/**
 * Port: which instances may be writing. Safe for use by many threads. Every stage completes by the
 * deadline, with a {@link net.es.esmond.storage.error.StoreException} when the store could not
 * serve; every operation may be repeated.
 */
public interface Writers {

  /**
   * Announces a writer, or goes on doing so. Easy to have: while any server that keeps
   * announcements is there.
   *
   * @param writer unlike any other instance's
   * @param alone whether it relies on being the only one
   * @param duration for how long from now, a second or more
   * @param deadline by when
   * @return completes once every later {@link #announced} says so, until that time is over
   */
  CompletionStage<Void> announce(
      String writer, boolean alone, Duration duration, Deadline deadline);

  /**
   * Names all writers that are announced. Hard to have: fails rather than miss one.
   *
   * @param deadline by when
   * @return everyone whose {@link #announce} had completed before this was asked, and whose time is
   *     not over, and whether they rely on being alone
   */
  CompletionStage<Map<String, Boolean>> announced(Deadline deadline);

  /**
   * Takes an announcement back; that writer writes no more.
   *
   * @param writer who was announced
   * @param deadline by when
   * @return completes once no later {@link #announced} names it
   */
  CompletionStage<Void> withdraw(String writer, Deadline deadline);
}
