/** Keyspaces and tables: how they are declared, created and recognised. Not API. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.schema;

import org.jspecify.annotations.NullMarked;
