/** Points of series in and out of their partitions. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.series;

import org.jspecify.annotations.NullMarked;
