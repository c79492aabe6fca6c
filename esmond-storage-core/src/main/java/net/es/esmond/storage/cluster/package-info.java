/** Ground types of all stores: deadlines, consistency levels, states. */
@NullMarked
package net.es.esmond.storage.cluster;

import org.jspecify.annotations.NullMarked;
