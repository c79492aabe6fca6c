package net.es.esmond.storage.downsample;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * A page holds steps of a series, and the query for the steps that follow. A page may have fewer
 * steps than were asked for, or none, although others follow.
 *
 * @param steps the steps, in the order asked for
 * @param next the query for the steps that follow, to be asked with the same steps and functions;
 *     empty when there are none. It holds no server's state
 * @param possiblyIncomplete true when points may be missing that were acknowledged: replicas were
 *     added whose repair is still due, and not every replica could be asked, or another datacenter
 *     than the local one answered
 */
public record StepPage(List<Step> steps, Optional<SeriesQuery> next, boolean possiblyIncomplete) {
  /** Copies the list. */
  public StepPage {
    steps = List.copyOf(steps);
    Objects.requireNonNull(next, "next");
  }
}
