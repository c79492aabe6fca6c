/**
 * Ports that a back end implements, and the providers by which it is found. They are for authors of
 * back ends, not for callers.
 */
@NullMarked
package net.es.esmond.storage.spi;

import org.jspecify.annotations.NullMarked;
