package net.es.esmond.storage.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One file of reference vectors: how to ask this library what esmond was asked. */
public interface VectorFile {
  /** Every file whose subject needs no server. */
  List<VectorFile> ALL =
      List.of(
          new EsmondConfFile(),
          new RowKeysFile(),
          new RowKeyRangesFile(),
          new MetadataChecksumsFile(),
          new ValueValidationFile(),
          new HistogramStatisticsFile(),
          new HistogramAggregationsFile(),
          new RetentionPoliciesFile(),
          new RecordDocumentsFile());

  /** The file's name, such as {@code row-keys.json}. */
  String name();

  /** The cases of the file's array. */
  default Stream<JsonNode> cases(JsonNode file) {
    return StreamSupport.stream(file.spliterator(), false);
  }

  /** Why this library differs on purpose in a case; empty where it must not. */
  default Optional<String> difference(JsonNode vector) {
    return Optional.empty();
  }

  /**
   * Checks one case.
   *
   * @throws AssertionError when this library answers otherwise than esmond
   */
  void check(JsonNode vector);
}
