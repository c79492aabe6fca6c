package net.es.esmond.storage.cassandra.internal.series;

import java.util.List;

/**
 * Rows of one or more partitions.
 *
 * @param rows in the order asked for
 * @param more whether rows may follow
 */
record Rows<T>(List<T> rows, boolean more) {}
