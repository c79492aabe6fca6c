package net.es.esmond.storage.testkit.quickstart;

import java.time.Instant;
import java.util.SortedMap;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Value;

/**
 * What one event type of one test is to hold.
 *
 * @param test name of the test in the input
 * @param eventType what was measured
 * @param points values by time
 */
record TestSeries(String test, EventType eventType, SortedMap<Instant, Value> points) {}
