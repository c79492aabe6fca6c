/** Meters and observations in the host's registries. Not API. */
@NullMarked
package net.es.esmond.storage.internal.meters;

import org.jspecify.annotations.NullMarked;
