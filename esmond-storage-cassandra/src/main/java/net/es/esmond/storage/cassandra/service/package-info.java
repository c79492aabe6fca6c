/** What a host may hand to the Cassandra back end. */
@NullMarked
package net.es.esmond.storage.cassandra.service;

import org.jspecify.annotations.NullMarked;
