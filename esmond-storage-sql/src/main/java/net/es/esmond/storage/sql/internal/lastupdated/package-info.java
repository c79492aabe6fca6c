/** Sets the last-updated times of event types: merges touches in memory and writes batches. */
@NullMarked
package net.es.esmond.storage.sql.internal.lastupdated;

import org.jspecify.annotations.NullMarked;
