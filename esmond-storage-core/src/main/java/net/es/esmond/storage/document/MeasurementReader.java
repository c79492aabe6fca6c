package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesPoint;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the points of a document of measurements. After the first fault it gives no more
 * points, and reads on for further faults.
 */
final class MeasurementReader implements Iterator<SeriesPoint> {
  private static final String DOCUMENT = "document";

  private final MeasurementDocument.Source source;
  private final String metadataKey;
  private final Optional<EventType> eventType;
  private final UnknownEventTypes unknown;
  private final DocumentFaults faults = new DocumentFaults();
  private final Queue<SeriesPoint> points = new ArrayDeque<>();
  private int items;
  private boolean done;

  /** What is being read; null before the document is opened. */
  private @Nullable Open open;

  /**
   * Creates an iterator.
   *
   * @param source opens the document
   * @param metadataKey key of the metadata record
   * @param eventType the event type of all points; empty when each value names its own
   * @param unknown counts values by names that esmond does not know
   */
  MeasurementReader(
      MeasurementDocument.Source source,
      String metadataKey,
      Optional<EventType> eventType,
      UnknownEventTypes unknown) {
    this.source = source;
    this.metadataKey = metadataKey;
    this.eventType = eventType;
    this.unknown = unknown;
  }

  /** A document that is open. */
  private static final class Open {
    final JsonParser json;

    /** The members of the document itself, which may be a point. */
    final MeasurementItem point;

    boolean hasData;
    boolean inData;

    Open(JsonParser json, MeasurementItem point) {
      this.json = json;
      this.point = point;
    }
  }

  @Override
  public boolean hasNext() {
    while (points.isEmpty() && !done) {
      try {
        done = !readSome() || faults.isFull();
      } catch (JsonProcessingException e) {
        endAt(e.getLocation(), "must be JSON (" + e.getOriginalMessage() + ")");
      } catch (CharacterCodingException e) {
        endAt(null, "must be text in UTF-8");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (points.isEmpty() && !faults.isEmpty()) {
      throw faults.error();
    }
    return !points.isEmpty();
  }

  @Override
  public SeriesPoint next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return points.remove();
  }

  private void endAt(@Nullable JsonLocation location, String rule) {
    String field =
        location == null
            ? DOCUMENT
            : DOCUMENT + " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    faults.add(field, "wrong after " + items + " data items", rule);
    done = true;
  }

  /** Reads a member of the document, or an item of its data; returns whether there may be more. */
  private boolean readSome() throws IOException {
    if (open == null) {
      JsonParser json = source.open();
      open = new Open(json, item(json, ""));
      json.nextToken();
      if (!json.isExpectedStartObjectToken()) {
        faults.add(DOCUMENT, ValueText.shown(json), "must be a JSON object");
        return false;
      }
      return true;
    }
    return open.inData ? readItem(open) : readMember(open);
  }

  private MeasurementItem item(JsonParser json, String at) {
    return new MeasurementItem(json, at, eventType, unknown, faults);
  }

  private boolean readItem(Open from) throws IOException {
    if (from.json.nextToken() == JsonToken.END_ARRAY) {
      from.inData = false;
    } else {
      items++;
      MeasurementItem item = item(from.json, " at data item " + items);
      if (item.read()) {
        points.addAll(item.points(metadataKey));
      }
    }
    return true;
  }

  private boolean readMember(Open from) throws IOException {
    String name = from.json.nextFieldName();
    if (name == null) {
      readEnd(from);
      return false;
    }
    from.json.nextToken();
    if (name.equals("data")) {
      readData(from);
    } else if (eventType.isPresent()) {
      from.point.readMember(name);
    } else {
      from.json.skipChildren();
    }
    return true;
  }

  private void readData(Open from) throws IOException {
    if (from.hasData || !from.json.isExpectedStartArrayToken()) {
      faults.add(
          "data",
          ValueText.shown(from.json),
          from.hasData ? "must be given once" : "must be an array");
      from.json.skipChildren();
    } else {
      from.inData = true;
    }
    from.hasData = true;
  }

  private void readEnd(Open from) throws IOException {
    if (from.point.isStarted()) {
      if (from.hasData) {
        faults.add("data", "given", "must not be given beside ts and val");
      }
      points.addAll(from.point.points(metadataKey));
    } else if (!from.hasData) {
      faults.add(
          "data", "absent", "must be given" + (eventType.isPresent() ? ", or ts and val" : ""));
    }
    if (from.json.nextToken() != null) {
      faults.add(DOCUMENT, ValueText.shown(from.json), "must be one JSON object");
    }
    if (!faults.isEmpty()) {
      points.clear();
    }
    from.json.close();
  }
}
