/**
 * One written point: rules, conflict check, order of writes that overlap, write timestamps, bulk
 * loads.
 */
@NullMarked
package net.es.esmond.storage.internal.write;

import org.jspecify.annotations.NullMarked;
