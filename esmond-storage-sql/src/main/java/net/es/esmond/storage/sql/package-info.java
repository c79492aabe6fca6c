/** Metadata and access data in PostgreSQL; found through {@link java.util.ServiceLoader}. */
@NullMarked
package net.es.esmond.storage.sql;

import org.jspecify.annotations.NullMarked;
