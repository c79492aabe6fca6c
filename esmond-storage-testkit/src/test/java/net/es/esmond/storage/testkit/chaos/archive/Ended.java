package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;

/**
 * What a process noted once its call had ended.
 *
 * @param id of the {@link Began}
 * @param nanos {@link System#nanoTime}
 * @param error the code of the error; empty when the call succeeded
 * @param message of the error
 * @param points what was seen; of a write, what conflicts
 * @param names keys that were found; of a bulk write, the refused series and after a space why
 * @param unverified of a write, points whose lookup was incomplete
 * @param complete of a page, whether nothing may be missing; of changes, whether these were all
 */
record Ended(
    long id,
    long nanos,
    String error,
    String message,
    List<Sample> points,
    List<String> names,
    long unverified,
    boolean complete) {

  static Ended failed(long id, String error, String message) {
    return new Ended(id, System.nanoTime(), error, message, List.of(), List.of(), 0, false);
  }

  static Ended with(
      long id, List<Sample> points, List<String> names, long unverified, boolean complete) {
    return new Ended(id, System.nanoTime(), "", "", points, names, unverified, complete);
  }
}
