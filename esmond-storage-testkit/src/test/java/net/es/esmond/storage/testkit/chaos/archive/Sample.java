package net.es.esmond.storage.testkit.chaos.archive;

/**
 * A number at a time of a series: a point, or the last update of an event type.
 *
 * @param series the path of its base points
 * @param time milliseconds of a point; microseconds of an update
 * @param number what the point's value tells; 0 of an update
 */
record Sample(String series, long time, long number) {}
