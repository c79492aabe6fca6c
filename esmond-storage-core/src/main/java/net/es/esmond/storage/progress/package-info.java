/** Progress of long work, and the listener that a host hands in to hear of it. */
@NullMarked
package net.es.esmond.storage.progress;

import org.jspecify.annotations.NullMarked;
