/** Summaries: one value that is computed from the base points of a window of time. */
@NullMarked
package net.es.esmond.storage.summary;

import org.jspecify.annotations.NullMarked;
