package net.es.esmond.storage.testkit.chaos.archive;

import java.util.HashSet;
import java.util.Set;

/** A process that has closed its storage has no threads and connections of it any more. */
final class LeftoversCheck implements Check {
  static final String LEFT = "threads and connections left";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(LEFT);
    Set<String> unclosed = new HashSet<>();
    history.operations().forEach(operation -> unclosed.add(operation.client()));
    history
        .of(Kind.CLOSE)
        .filter(close -> close.ended().isPresent())
        .forEach(
            close -> {
              unclosed.remove(close.client());
              close.ended().orElseThrow().names().forEach(name -> findings.fault(LEFT, name));
            });
    unclosed.forEach(client -> findings.fault(LEFT, client + " did not close"));
  }
}
