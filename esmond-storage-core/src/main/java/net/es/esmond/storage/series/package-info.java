/** Measurement series: event types, values, points, row keys and partitions. */
@NullMarked
package net.es.esmond.storage.series;

import org.jspecify.annotations.NullMarked;
