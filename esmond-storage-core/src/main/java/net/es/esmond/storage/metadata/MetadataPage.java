package net.es.esmond.storage.metadata;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One page of the records that a query finds. A page is bounded in bytes too: it may have fewer
 * records than the query's limit and yet be followed by others.
 *
 * @param records the records in the order of their keys
 * @param next the query for the next page; empty when no records follow
 */
public record MetadataPage(List<Metadata> records, Optional<MetadataQuery> next) {
  /** Copies the records. */
  public MetadataPage {
    records = List.copyOf(records);
    Objects.requireNonNull(next, "next");
  }
}
