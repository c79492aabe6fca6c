package net.es.esmond.storage.testkit.quickstart;

import io.micrometer.core.instrument.Timer;
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
  Map<String, Long> byNode() {
    Map<String, Long> counts = new HashMap<>();
    for (Timer timer : meters.find("esmond.cassandra.requests").tag("outcome", "ok").timers()) {
      counts.merge(timer.getId().getTag("node"), timer.count(), Long::sum);
    }
    return counts;
  }

  /** The node that answered most requests since {@code earlier}. */
  String busiestSince(Map<String, Long> earlier) {
    Map<String, Long> now = byNode();
    return now.keySet().stream()
        .max((a, b) -> Long.compare(since(earlier, now, a), since(earlier, now, b)))
        .orElseThrow(() -> new IllegalStateException("no node has answered a request yet"));
  }

  private static long since(Map<String, Long> earlier, Map<String, Long> now, String node) {
    return now.get(node) - earlier.getOrDefault(node, 0L);
  }
}
