/** Summaries: what becomes of the base points of a window of time. */
@NullMarked
package net.es.esmond.storage.summary;

import org.jspecify.annotations.NullMarked;
