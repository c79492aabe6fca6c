/** Requests of several callers or rows that travel together. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.batch;

import org.jspecify.annotations.NullMarked;
