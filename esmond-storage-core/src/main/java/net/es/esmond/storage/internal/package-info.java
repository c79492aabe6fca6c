/** Finds the back ends that implement the ports. Not API. */
@NullMarked
package net.es.esmond.storage.internal;

import org.jspecify.annotations.NullMarked;
