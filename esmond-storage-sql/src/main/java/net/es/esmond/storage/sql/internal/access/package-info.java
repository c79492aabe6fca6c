/** Stores users, API keys and address ranges in Django's tables. */
@NullMarked
package net.es.esmond.storage.sql.internal.access;

import org.jspecify.annotations.NullMarked;
