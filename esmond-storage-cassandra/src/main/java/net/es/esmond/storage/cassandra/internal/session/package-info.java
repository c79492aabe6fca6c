/** How requests reach the cluster: connecting, choosing coordinators, deadlines, errors. */
@NullMarked
package net.es.esmond.storage.cassandra.internal.session;

import org.jspecify.annotations.NullMarked;
