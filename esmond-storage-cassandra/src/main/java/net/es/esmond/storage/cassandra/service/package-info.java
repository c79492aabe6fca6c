/** Services that a host may offer to the Cassandra back end. */
@NullMarked
package net.es.esmond.storage.cassandra.service;

import org.jspecify.annotations.NullMarked;
