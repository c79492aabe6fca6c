package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import java.util.Map;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;

/**
 * What the archive holds in the end, with everything up and read from all replicas.
 *
 * @param points of each series of base points
 * @param summaries of each series of summaries
 * @param records the event types of each registered test, by its key, and when each was last
 *     updated, in microseconds since 1970; 0 when never
 */
record FinalState(
    Map<Series, List<Point>> points,
    Map<Series, List<Point>> summaries,
    Map<String, Map<String, Long>> records) {}
