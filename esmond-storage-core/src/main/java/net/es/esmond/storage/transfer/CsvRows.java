package net.es.esmond.storage.transfer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Iterates over rows of comma-separated values. A field in quotes may hold commas and, doubled,
 * quotes; an exported row has no line break in a field.
 *
 * @param lines the lines
 */
record CsvRows(Iterator<String> lines) implements Iterator<List<String>> {
  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public List<String> next() {
    String line = lines.next();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (quoted && c == '"' && i < line.length() && line.charAt(i) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
