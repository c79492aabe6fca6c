/** Name look-ups and cached records. */
@NullMarked
package net.es.esmond.storage.internal.metadata;

import org.jspecify.annotations.NullMarked;
