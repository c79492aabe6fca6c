/** Requests to the cluster: connections, choice of coordinators, deadlines, errors. Not API. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.session;

import org.jspecify.annotations.NullMarked;
