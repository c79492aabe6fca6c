package net.es.esmond.storage.testkit.archive;

import java.util.List;
import net.es.esmond.storage.testkit.ServerException;

/** Chooses among the back ends. */
final class BackEnds {
  private BackEnds() {}

  /** In the order in which they are tried; the last one of them is always there. */
  private static List<BackEnd> tried() {
    return List.of(BackEnd.RUNNING, BackEnd.CONTAINERS, BackEnd.PROCESSES);
  }

  static BackEnd automatic(Setup setup) {
    return tried().stream()
        .filter(backEnd -> backEnd.lacks(setup).isEmpty())
        .findFirst()
        .orElse(BackEnd.PROCESSES);
  }

  static BackEnd named(String name, Setup setup) {
    List<BackEnd> all =
        List.of(BackEnd.PROCESSES, BackEnd.CONTAINERS, BackEnd.RUNNING, BackEnd.MEMORY);
    BackEnd found =
        all.stream()
            .filter(backEnd -> backEnd.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ServerException(
                        "A back end must be one of %s, but was '%s'"
                            .formatted(all.stream().map(BackEnd::name).toList(), name)));
    found
        .lacks(setup)
        .ifPresent(
            reason -> {
              throw new ServerException("Back end '" + name + "': " + reason);
            });
    return found;
  }
}
