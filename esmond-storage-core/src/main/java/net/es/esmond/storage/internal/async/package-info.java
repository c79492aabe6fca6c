/** Threads of a storage, and tools for asynchronous work on them. Not API. */
@NullMarked
package net.es.esmond.storage.internal.async;

import org.jspecify.annotations.NullMarked;
