/**
 * The threads of a storage: its scheduler, its workers, and those that complete callers' stages.
 */
@NullMarked
package net.es.esmond.storage.internal.async;

import org.jspecify.annotations.NullMarked;
