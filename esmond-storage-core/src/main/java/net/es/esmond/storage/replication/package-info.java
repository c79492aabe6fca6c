/**
 * Values about a keyspace's replication: its status, the node losses that its cluster tolerates,
 * and plans to change the replica count. A back end implements the port {@link
 * net.es.esmond.storage.spi.ReplicationPort}.
 */
@NullMarked
package net.es.esmond.storage.replication;

import org.jspecify.annotations.NullMarked;
