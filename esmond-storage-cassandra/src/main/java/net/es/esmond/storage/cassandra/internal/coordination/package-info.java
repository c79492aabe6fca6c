/** What instances must agree on, in a keyspace of its own that no plan alters. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.coordination;

import org.jspecify.annotations.NullMarked;
