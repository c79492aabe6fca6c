package net.es.esmond.storage.testkit.chaos.archive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every follower of changes has come to know how each event type stands in the end. */
final class FollowersCheck implements Check {
  static final String MISSED = "changes missed";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(MISSED);
    Map<String, Map<String, Long>> seen = new HashMap<>();
    Set<String> clients = new HashSet<>();
    history.operations().forEach(operation -> clients.add(operation.client()));
    history
        .of(Kind.FOLLOW)
        .filter(Operation::acknowledged)
        .forEach(
            page -> {
              Map<String, Long> times = seen.computeIfAbsent(page.client(), any -> new HashMap<>());
              page.seen()
                  .forEach(
                      update -> {
                        findings.count("changes followed", 1);
                        times.put(update.series(), update.time());
                      });
            });
    for (String client : clients) {
      Map<String, Long> times = seen.getOrDefault(client, Map.of());
      end.records()
          .forEach(
              (key, eventTypes) ->
                  eventTypes.forEach(
                      (eventType, updated) -> {
                        String series = "ps:" + eventType.replace('-', '_') + ":" + key;
                        if (updated > 0 && times.getOrDefault(series, 0L) < updated) {
                          findings.fault(
                              MISSED, client + ": " + series + " at " + updated + ", not seen");
                        }
                      }));
    }
  }
}
