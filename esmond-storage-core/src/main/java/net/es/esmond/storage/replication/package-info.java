/**
 * How a keyspace is replicated, what its cluster can lose, and how a change of the replica count
 * goes; the port in {@code spi} is what a back end provides for it.
 */
@NullMarked
package net.es.esmond.storage.replication;

import org.jspecify.annotations.NullMarked;
