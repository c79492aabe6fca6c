/**
 * Ports: what a back end provides, and how it is found. For authors of back ends, not for callers.
 */
@NullMarked
package net.es.esmond.storage.spi;

import org.jspecify.annotations.NullMarked;
