/** A ring of real Cassandra nodes, each a child process. */
@NullMarked
package net.es.esmond.storage.testkit.cassandra;

import org.jspecify.annotations.NullMarked;
