package net.es.esmond.storage.testkit.chaos.archive;

/**
 * A fault as it happened.
 *
 * @param target what it happened to; of a client's process, its name
 * @param from {@link System#nanoTime}, which all processes of a machine share
 * @param to when all was well again
 */
record FaultSpan(Fault fault, String target, long from, long to) {

  boolean overlaps(long begin, long end) {
    return from <= end && begin <= to;
  }
}
