/** Requests that several rows or lookups share. Not API. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.batch;

import org.jspecify.annotations.NullMarked;
