/** Replication seen and changed over CQL, repairs over JMX. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.replication;

import org.jspecify.annotations.NullMarked;
