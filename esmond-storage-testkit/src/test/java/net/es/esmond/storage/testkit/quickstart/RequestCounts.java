package net.es.esmond.storage.testkit.quickstart;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** How many requests each node has answered, as the library's own meters count them. */
final class RequestCounts {
  private final SimpleMeterRegistry meters;

  RequestCounts(SimpleMeterRegistry meters) {
    this.meters = meters;
  }

  /** Answered requests by node since the archive was opened. */
  Map<String, Double> byNode() {
    Map<String, Double> counts = new HashMap<>();
    for (Counter counter :
        meters.find("esmond.cassandra.requests").tag("outcome", "success").counters()) {
      counts.merge(counter.getId().getTag("node"), counter.count(), Double::sum);
    }
    return counts;
  }

  /** The node that answered most requests since {@code earlier}. */
  String busiestSince(Map<String, Double> earlier) {
    Map<String, Double> now = byNode();
    return now.keySet().stream()
        .max((a, b) -> Double.compare(since(earlier, now, a), since(earlier, now, b)))
        .orElseThrow(() -> new IllegalStateException("no node has answered a request yet"));
  }

  private static double since(Map<String, Double> earlier, Map<String, Double> now, String node) {
    return now.get(node) - earlier.getOrDefault(node, 0.0);
  }
}
