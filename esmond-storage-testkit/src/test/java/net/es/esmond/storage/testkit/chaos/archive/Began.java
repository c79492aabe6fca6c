package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;

/**
 * What a process noted before it called.
 *
 * @param id the same in {@link Ended}
 * @param nanos {@link System#nanoTime}
 * @param micros microseconds since 1970 by the machine's clock
 * @param subject a metadata key, or a series' path
 * @param from first time that is read, or 0
 * @param to last time that is read, or 0
 * @param points what is written
 */
record Began(
    long id,
    Kind kind,
    long nanos,
    long micros,
    String subject,
    long from,
    long to,
    List<Sample> points) {}
