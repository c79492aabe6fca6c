/** The entry point: {@link net.es.esmond.storage.EsmondStorage} and the capabilities behind it. */
@NullMarked
package net.es.esmond.storage;

import org.jspecify.annotations.NullMarked;
