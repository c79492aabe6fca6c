package net.es.esmond.storage.sql.internal.metadata;

import java.util.Map;
import net.es.esmond.storage.metadata.Metadata;

/** Estimates how much memory records take. */
final class RecordSize {
  /** Bytes of a record beside its event types and parameters. */
  private static final int RECORD = 1_000;

  /** Bytes of an event type or a parameter whose text is short. */
  private static final int ENTRY = 100;

  private RecordSize() {}

  /** Returns the size of a record, in bytes. */
  static int bytes(Metadata record) {
    long bytes = RECORD + (long) ENTRY * record.eventTypes().size();
    for (Map.Entry<String, String> parameter : record.parameters().entrySet()) {
      bytes += Math.max(ENTRY, parameter.getKey().length() + parameter.getValue().length());
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
