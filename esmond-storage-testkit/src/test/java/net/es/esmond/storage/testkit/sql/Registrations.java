package net.es.esmond.storage.testkit.sql;

import java.time.Duration;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/** Registrations that would have led to given records. */
final class Registrations {
  private Registrations() {}

  static Registration of(Metadata record) {
    PointToPoint path = (PointToPoint) record.subject();
    RegistrationBuilder builder =
        Registration.pointToPoint()
            .source(path.source())
            .destination(path.destination())
            .measurementAgent(path.measurementAgent())
            .toolName(path.toolName())
            .inputSource(path.inputSource())
            .inputDestination(path.inputDestination());
    for (EventTypeInfo info : record.eventTypes()) {
      EventType eventType = EventType.of(info.eventType());
      if (info.summaryType() == SummaryType.BASE) {
        builder.eventType(eventType);
      } else {
        builder.summary(eventType, info.summaryType(), Duration.ofSeconds(info.windowSeconds()));
      }
    }
    record.parameters().forEach(builder::parameter);
    return builder.build();
  }
}
