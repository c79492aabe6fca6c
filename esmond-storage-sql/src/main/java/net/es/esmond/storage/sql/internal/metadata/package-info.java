/** Stores, finds and deletes metadata records in esmond's tables. */
@NullMarked
package net.es.esmond.storage.sql.internal.metadata;

import org.jspecify.annotations.NullMarked;
