package net.es.esmond.storage.testkit.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;

/** Registers tests and finds them; each suite's are known by the names of their tools. */
abstract class RecordsContract extends PortContract<MetadataStore> {

  /** A path that differs from others in its tool only. */
  static RegistrationBuilder path(String tool) {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("A.example.net")
        .destination("2001:db8::2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.9")
        .toolName(tool);
  }

  static RegistrationBuilder element(String tool) {
    return Registration.networkElement()
        .source("198.51.100.1")
        .inputSource("router.example.net")
        .measurementAgent("198.51.100.9")
        .toolName(tool);
  }

  /** Throughput with two summaries, and failures. */
  static RegistrationBuilder throughputTest(String tool) {
    return path(tool)
        .eventType(EventType.THROUGHPUT)
        .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
        .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
        .eventType(EventType.FAILURES)
        .parameter("bw-parallel-streams", "2")
        .parameter("time-duration", "20");
  }

  final Metadata register(RegistrationBuilder registration) {
    return register(registration.build());
  }

  final Metadata register(Registration registration) {
    return await(store().register(registration, soon()));
  }

  final Optional<Metadata> find(String key) {
    return await(store().find(key, soon()));
  }

  final MetadataPage find(MetadataQuery query) {
    return await(store().find(query, soon()));
  }

  final List<String> keys(MetadataQueryBuilder query) {
    return keys(find(query.build()).records());
  }

  static List<String> keys(List<Metadata> records) {
    return records.stream().map(Metadata::key).toList();
  }
}
