/**
 * Provides metadata and access data in PostgreSQL. {@link java.util.ServiceLoader} finds the
 * provider.
 */
@NullMarked
package net.es.esmond.storage.sql;

import org.jspecify.annotations.NullMarked;
