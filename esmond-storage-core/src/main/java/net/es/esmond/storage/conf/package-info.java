/** Configuration as esmond writes it: {@code esmond.conf}, or built in code. */
@NullMarked
package net.es.esmond.storage.conf;

import org.jspecify.annotations.NullMarked;
