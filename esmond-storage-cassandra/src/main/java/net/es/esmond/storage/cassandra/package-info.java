/**
 * Measurements in Apache Cassandra. Hosts meet {@link
 * net.es.esmond.storage.cassandra.CassandraSessionFactory} only when they want a session of their
 * own; the archive finds everything else through {@link java.util.ServiceLoader}.
 */
@NullMarked
package net.es.esmond.storage.cassandra;

import org.jspecify.annotations.NullMarked;
