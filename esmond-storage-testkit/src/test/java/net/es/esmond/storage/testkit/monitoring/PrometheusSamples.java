package net.es.esmond.storage.testkit.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The samples that Micrometer's own registry for Prometheus writes of the documented meters. */
final class PrometheusSamples {
  private static final Pattern SAMPLE = Pattern.compile("^(\\w+)\\{", Pattern.MULTILINE);

  private PrometheusSamples() {}

  /** Returns the labels of each sample by its name. */
  static Map<String, Set<String>> labels() {
    Map<String, Set<String>> labels = new HashMap<>();
    for (MetersPage.Row row : MetersPage.rows().values()) {
      SAMPLE
          .matcher(scrape(row))
          .results()
          .forEach(sample -> labels.put(sample.group(1), row.tags()));
    }
    return labels;
  }

  private static String scrape(MetersPage.Row row) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<Tag> tags = row.tags().stream().map(tag -> Tag.of(tag, "any")).toList();
    switch (row.type()) {
      case "counter" -> Counter.builder(row.name()).tags(tags).register(registry);
      case "gauge" -> Gauge.builder(row.name(), () -> 1).tags(tags).register(registry);
      default -> Timer.builder(row.name()).tags(tags).register(registry);
    }
    return registry.scrape();
  }
}
