/**
 * Connections to whichever server is the primary now, and calls on them with deadlines and retries.
 */
@NullMarked
package net.es.esmond.storage.sql.internal.pool;

import org.jspecify.annotations.NullMarked;
