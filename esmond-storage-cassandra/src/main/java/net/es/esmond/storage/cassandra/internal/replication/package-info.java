/** Replication in Cassandra: observed and changed over CQL, repaired over JMX. Not API. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.replication;

import org.jspecify.annotations.NullMarked;
