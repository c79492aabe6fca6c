/** Holds the configuration, read from esmond's own {@code esmond.conf} or built in code. */
@NullMarked
package net.es.esmond.storage.conf;

import org.jspecify.annotations.NullMarked;
