/**
 * The entry point {@link net.es.esmond.storage.EsmondStorage}, and the capabilities that it offers.
 */
@NullMarked
package net.es.esmond.storage;

import org.jspecify.annotations.NullMarked;
