package net.es.esmond.storage.progress;

/**
 * A listener that is told how far long work has come. A host hands it in with {@code
 * EsmondStorage.builder(conf).progress(listener)} for the maintenance and repairs of a storage, and
 * gives one to each bulk write.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Handles a report. It is called where stages of the archive complete, at most once a second for
   * each piece of work, and once when the work has ended. The calls for one piece of work come one
   * after another. A listener that blocks delays no work: reports that come meanwhile are left out,
   * but for the last one. An exception that it throws is logged.
   *
   * @param progress how far the work has come
   */
  void progressed(Progress progress);
}
