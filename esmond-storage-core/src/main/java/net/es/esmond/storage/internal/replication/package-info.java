/**
 * Replication: plans of a change, the monitor of the cluster, and the driver of a change's steps.
 * Not API.
 */
@NullMarked
package net.es.esmond.storage.internal.replication;

import org.jspecify.annotations.NullMarked;
