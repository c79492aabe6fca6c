/**
 * The path of a written point: rules, order of writes that overlap, conflict check, bulk loads. Not
 * API.
 */
@NullMarked
package net.es.esmond.storage.internal.write;

import org.jspecify.annotations.NullMarked;
