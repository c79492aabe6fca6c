/** When event types were last updated: touches, merged in memory and written in batches. */
@NullMarked
package net.es.esmond.storage.sql.internal.lastupdated;

import org.jspecify.annotations.NullMarked;
