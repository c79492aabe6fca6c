/** Leases, which let one instance at a time do background work, and daily work once. Not API. */
@NullMarked
package net.es.esmond.storage.internal.coordination;

import org.jspecify.annotations.NullMarked;
