package net.es.esmond.storage.testkit.memory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.metadata.TimeUpdated;

/** Says whether a query finds a record. */
final class QueryMatch {
  private final MetadataQuery query;

  QueryMatch(MetadataQuery query) {
    this.query = query;
  }

  boolean matches(Metadata record) {
    return query.metadataKey().stream().allMatch(record.key()::equals)
        && query.subjectType().stream().allMatch(record.subject().type().esmondName()::equals)
        && query.addresses().entrySet().stream()
            .allMatch(filter -> hasAddress(record.subject(), filter))
        && query.texts().entrySet().stream()
            .allMatch(filter -> filter.getValue().equals(field(record.subject(), filter.getKey())))
        && record.parameters().entrySet().containsAll(query.parameters().entrySet())
        && (!filtersEventTypes() || record.eventTypes().stream().anyMatch(this::matches));
  }

  private boolean filtersEventTypes() {
    return query.eventType().isPresent()
        || query.summaryType().isPresent()
        || query.summaryWindow().isPresent()
        || query.timeUpdated().isPresent();
  }

  private boolean matches(EventTypeInfo info) {
    return query.eventType().stream().allMatch(info.eventType()::equals)
        && query.summaryType().stream().allMatch(info.summaryType().esmondName()::equals)
        && query.summaryWindow().stream().allMatch(window -> window == info.windowSeconds())
        && query.timeUpdated().stream()
            .allMatch(range -> info.timeUpdated().filter(time -> within(range, time)).isPresent());
  }

  private static boolean within(TimeUpdated range, Instant time) {
    return !time.isBefore(range.from()) && range.to().stream().noneMatch(time::isAfter);
  }

  private static boolean hasAddress(Subject subject, Map.Entry<String, List<String>> filter) {
    String actual = field(subject, filter.getKey());
    return !actual.isEmpty()
        && filter.getValue().stream().anyMatch(wanted -> address(wanted).equals(address(actual)));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " must be an address", e);
    }
  }

  private static String field(Subject subject, String name) {
    return switch (name) {
      case "source" -> subject.source();
      case "measurement-agent" -> subject.measurementAgent();
      case "tool-name" -> subject.toolName();
      case "input-source" -> subject.inputSource();
      case "destination" -> subject instanceof PointToPoint path ? path.destination() : "";
      case "input-destination" ->
          subject instanceof PointToPoint path ? path.inputDestination() : "";
      default -> throw new IllegalArgumentException(name);
    };
  }
}
