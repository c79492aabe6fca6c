/** Arithmetic of the ring: where replicas are, and which losses hurt. */
@NullMarked
package net.es.esmond.storage.internal.replication.ring;

import org.jspecify.annotations.NullMarked;
