package net.es.esmond.storage.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Computes esmond's identity of a metadata record: SHA-256 over its fields in lower case. */
final class Checksum {
  /** Python compares strings by code point, Java by UTF-16 unit. */
  static final Comparator<String> CODE_POINT_ORDER =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private Checksum() {}

  /**
   * Computes the checksum.
   *
   * @param fields the subject's fields by esmond's names
   * @param parameters free parameters, values as Python's str() gives them
   * @param eventTypes in {@link EventTypeEntry#ORDER}
   */
  static String of(
      SubjectType type,
      Map<String, String> fields,
      SortedMap<String, String> parameters,
      List<EventTypeEntry> eventTypes) {
    StringBuilder text = new StringBuilder("subject-type::").append(type.esmondName());
    SortedMap<String, String> columns = new TreeMap<>();
    fields.forEach((name, value) -> columns.put(name.replace('-', '_'), value));
    columns.forEach((name, value) -> append(text, name, value));
    parameters.forEach((name, value) -> append(text, name, value));
    for (EventTypeEntry entry : eventTypes) {
      append(text, entry.eventType().esmondName(), entry.summaryType().esmondName());
      text.append("::").append(entry.window().text());
    }
    return HexFormat.of().formatHex(sha256().digest(text.toString().getBytes(UTF_8)));
  }

  private static void append(StringBuilder text, String name, String value) {
    text.append(',')
        .append(PythonLowerCase.of(name))
        .append("::")
        .append(PythonLowerCase.of(value));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
