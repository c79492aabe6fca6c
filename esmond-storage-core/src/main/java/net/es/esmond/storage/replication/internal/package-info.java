/** Ring arithmetic, plans, and the machine that takes a change from step to step. */
@NullMarked
package net.es.esmond.storage.replication.internal;

import org.jspecify.annotations.NullMarked;
