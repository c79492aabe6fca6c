/** Arithmetic of the ring: replicas of each range, and the losses that it tolerates. Not API. */
@NullMarked
package net.es.esmond.storage.internal.replication.ring;

import org.jspecify.annotations.NullMarked;
