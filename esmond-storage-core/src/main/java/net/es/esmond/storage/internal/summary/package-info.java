/** Summaries: how they are read, stored once their windows have closed, and made again. Not API. */
@NullMarked
package net.es.esmond.storage.internal.summary;

import org.jspecify.annotations.NullMarked;
