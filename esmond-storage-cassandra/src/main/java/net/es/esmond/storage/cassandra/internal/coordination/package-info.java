/** Leases in Cassandra, in a keyspace that no replica change alters. Not API. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.coordination;

import org.jspecify.annotations.NullMarked;
