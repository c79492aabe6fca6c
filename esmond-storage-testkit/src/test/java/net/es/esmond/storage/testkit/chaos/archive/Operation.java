package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import java.util.Optional;

/**
 * A call, from before it began to after it ended.
 *
 * @param process such as {@code client-2.1}: the second client's first life
 * @param ended empty when nobody knows what became of it
 */
record Operation(String process, Began began, Optional<Ended> ended) {

  Kind kind() {
    return began.kind();
  }

  String subject() {
    return began.subject();
  }

  long begin() {
    return began.nanos();
  }

  /** When it ended; never, for all that is known, when nobody knows. */
  long end() {
    return ended.map(Ended::nanos).orElse(Long.MAX_VALUE);
  }

  boolean acknowledged() {
    return ended.filter(end -> end.error().isEmpty()).isPresent();
  }

  String error() {
    return ended.map(Ended::error).orElse("");
  }

  List<Sample> seen() {
    return ended.map(Ended::points).orElse(List.of());
  }

  /** The client that the process is a life of. */
  String client() {
    return process.substring(0, process.indexOf('.'));
  }

  @Override
  public String toString() {
    return "%s %s %s%s"
        .formatted(
            process,
            kind(),
            subject(),
            ended.map(end -> end.error().isEmpty() ? "" : ": " + end.message()).orElse(": no end"));
  }
}
