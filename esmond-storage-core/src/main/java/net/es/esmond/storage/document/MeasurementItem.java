package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.Value;

/** Reads one item of a document: a time, and the value of one event type or values of several. */
final class MeasurementItem {
  /** Largest number of characters of an item's values. */
  private static final int MAX_CHARS = 32 * 1024 * 1024;

  /** Characters that a value counts for besides its own. */
  private static final int VALUE_CHARS = 100;

  private final JsonParser json;
  private final String at;
  private final Optional<EventType> eventType;
  private final UnknownEventTypes unknown;
  private final DocumentFaults faults;
  private final List<Typed> values = new ArrayList<>();
  private Optional<Instant> time = Optional.empty();
  private boolean hasTime;
  private boolean hasValue;
  private long chars;

  private record Typed(EventType eventType, Value value) {}

  /**
   * Creates an item of which nothing was read.
   *
   * @param at its position, as words that follow a field's name
   * @param eventType the event type of its value; empty when each of several values names its own
   * @param unknown counts values by names that esmond does not know
   */
  MeasurementItem(
      JsonParser json,
      String at,
      Optional<EventType> eventType,
      UnknownEventTypes unknown,
      DocumentFaults faults) {
    this.json = json;
    this.at = at;
    this.eventType = eventType;
    this.unknown = unknown;
    this.faults = faults;
  }

  /** Reads the item at which the parser is; returns false when that is no object. */
  boolean read() throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      refuse("data" + at, "must be an object");
      return false;
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      readMember(name);
    }
    return true;
  }

  /** Reads a member of the item, at whose value the parser is. */
  void readMember(String name) throws IOException {
    if (name.equals("ts")) {
      if (once(hasTime, "ts" + at)) {
        hasTime = true;
        time = readTime();
      }
    } else if (name.equals("val")) {
      if (once(hasValue, "val" + at)) {
        hasValue = true;
        readValues();
      }
    } else {
      json.skipChildren();
    }
  }

  /** Returns whether a member with a meaning was read. */
  boolean isStarted() {
    return hasTime || hasValue;
  }

  /** Returns the item's points, unless anything of the document has been refused. */
  List<SeriesPoint> points(String metadataKey) {
    require(hasTime, "ts" + at);
    require(hasValue, "val" + at);
    if (!faults.isEmpty()) {
      return List.of();
    }
    List<SeriesPoint> points = new ArrayList<>(values.size());
    try {
      for (Typed each : values) {
        Point point = new Point(time.orElseThrow(), each.value());
        points.add(new SeriesPoint(metadataKey, each.eventType(), point));
      }
      return points;
    } catch (InvalidInputException e) {
      faults.add(e, at);
      return List.of();
    }
  }

  private Optional<Instant> readTime() throws IOException {
    String shown = ValueText.shown(json);
    Optional<Instant> read = UnixTime.read(json);
    if (read.isEmpty()) {
      faults.add("ts" + at, shown, "Time must be a unix timestamp");
    }
    return read;
  }

  private void readValues() throws IOException {
    if (eventType.isPresent()) {
      take(eventType.get(), readText(at), at);
    } else if (!json.isExpectedStartArrayToken()) {
      refuse("val" + at, "must be an array");
    } else {
      for (int n = 1; json.nextToken() != JsonToken.END_ARRAY; n++) {
        readValue(at + " in value " + n);
      }
    }
  }

  private void readValue(String valueAt) throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      refuse("val" + valueAt, "must be an object");
      return;
    }
    Optional<String> type = Optional.empty();
    Optional<String> text = Optional.empty();
    boolean hasType = false;
    boolean hasText = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "event-type" -> {
          if (once(hasType, name + valueAt)) {
            hasType = true;
            type = readEventType(name + valueAt);
          }
        }
        case "val" -> {
          if (once(hasText, name + valueAt)) {
            hasText = true;
            text = readText(valueAt);
          }
        }
        default -> json.skipChildren();
      }
    }
    require(hasType, "event-type" + valueAt);
    require(hasText, "val" + valueAt);
    if (type.isPresent() && text.isPresent()) {
      Optional<EventType> known = EventType.find(type.get());
      if (known.isPresent()) {
        take(known.get(), text, valueAt);
      } else if (!unknown.count(type.get())) {
        faults.add("event-type" + valueAt, type.get(), "must be one of esmond's names");
      }
    }
  }

  private Optional<String> readEventType(String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(json.getText());
    }
    refuse(field, "must be text");
    return Optional.empty();
  }

  private Optional<String> readText(String valueAt) throws IOException {
    try {
      return Optional.of(ValueText.read(json));
    } catch (InvalidInputException e) {
      faults.add(e, valueAt);
      return Optional.empty();
    }
  }

  /** Takes a value, unless no more points will be given. */
  private void take(EventType type, Optional<String> text, String valueAt) {
    if (text.isEmpty()) {
      return;
    }
    try {
      Value value = Value.parse(type.valueType(), text.get());
      chars += text.get().length() + VALUE_CHARS;
      if (chars > MAX_CHARS) {
        faults.add(
            "val" + at, chars + " characters", "must be at most " + MAX_CHARS + " in an item");
      }
      if (faults.isEmpty()) {
        values.add(new Typed(type, value));
      }
    } catch (InvalidInputException e) {
      faults.add(e, valueAt);
    }
  }

  private boolean once(boolean before, String field) throws IOException {
    if (before) {
      refuse(field, "must be given once");
    }
    return !before;
  }

  private void require(boolean given, String field) {
    if (!given) {
      faults.add(field, "absent", "must be given");
    }
  }

  /** Refuses the value at which the parser is, and passes over it. */
  private void refuse(String field, String rule) throws IOException {
    faults.add(field, ValueText.shown(json), rule);
    json.skipChildren();
  }
}
