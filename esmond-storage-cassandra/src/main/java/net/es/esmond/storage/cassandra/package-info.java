/**
 * Measurements in Apache Cassandra. {@link net.es.esmond.storage.cassandra.CassandraSessionFactory}
 * opens every session of the archive; hosts meet it only when they want one of their own. The
 * archive finds this module through {@link java.util.ServiceLoader}.
 */
@NullMarked
package net.es.esmond.storage.cassandra;

import org.jspecify.annotations.NullMarked;
