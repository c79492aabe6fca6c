/** Finds the primary, keeps connections to it, and runs calls with deadlines and retries. */
@NullMarked
package net.es.esmond.storage.sql.internal.pool;

import org.jspecify.annotations.NullMarked;
