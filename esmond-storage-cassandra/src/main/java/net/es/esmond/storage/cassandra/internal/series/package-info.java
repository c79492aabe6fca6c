/**
 * Points and summaries in Cassandra: their partitions, tables, reads, writes and lookups. Not API.
 */
@NullMarked
package net.es.esmond.storage.cassandra.internal.series;

import org.jspecify.annotations.NullMarked;
