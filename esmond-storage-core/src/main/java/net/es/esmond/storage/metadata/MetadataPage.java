package net.es.esmond.storage.metadata;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some of the records that a query finds.
 *
 * @param records in the order of their keys
 * @param next finds the records after these; empty when there are none. A page of as many as were
 *     asked for may be followed by an empty one
 */
public record MetadataPage(List<Metadata> records, Optional<MetadataQuery> next) {
  /** Copies the records. */
  public MetadataPage {
    records = List.copyOf(records);
    Objects.requireNonNull(next, "next");
  }
}
