/** Basic types of all stores: deadlines, consistency levels and connection states. */
@NullMarked
package net.es.esmond.storage.cluster;

import org.jspecify.annotations.NullMarked;
