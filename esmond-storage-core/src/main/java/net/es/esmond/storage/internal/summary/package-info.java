/** How summaries are read, stored once their windows have settled, and made again; not API. */
@NullMarked
package net.es.esmond.storage.internal.summary;

import org.jspecify.annotations.NullMarked;
