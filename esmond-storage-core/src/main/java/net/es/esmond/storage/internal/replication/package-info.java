/** Plans, and the machine that watches a cluster and takes a change from step to step. */
@NullMarked
package net.es.esmond.storage.internal.replication;

import org.jspecify.annotations.NullMarked;
