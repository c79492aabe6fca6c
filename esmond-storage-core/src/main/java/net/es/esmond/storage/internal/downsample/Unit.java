package net.es.esmond.storage.internal.downsample;

import java.util.concurrent.CompletionStage;

/**
 * A range that is being read.
 *
 * @param fromMillis first time
 * @param toMillis last time
 * @param points how many points it is expected to have
 * @param answer what it has
 */
record Unit(long fromMillis, long toMillis, double points, CompletionStage<Piece> answer) {}
