/** Leases: one instance at a time. */
@NullMarked
package net.es.esmond.storage.internal.coordination;

import org.jspecify.annotations.NullMarked;
