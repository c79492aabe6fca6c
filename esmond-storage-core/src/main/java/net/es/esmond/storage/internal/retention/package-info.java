/** Retention: how policies are applied to stored data. Not API. */
@NullMarked
package net.es.esmond.storage.internal.retention;

import org.jspecify.annotations.NullMarked;
