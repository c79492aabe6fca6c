/** The keyspace and its tables: what they are, how they come to be, what is refused. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.schema;

import org.jspecify.annotations.NullMarked;
