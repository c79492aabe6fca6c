package net.es.esmond.storage.testkit.monitoring;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.architecture.Repository;

/** Reads the tables of METERS.md, which are those of the whole storage. */
public final class MetersPage {
  /** The tag that every meter has. */
  public static final String STORAGE = "storage";

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([a-z.]+)` \\| (counter|gauge|timer) \\| ([^|]*) \\|", Pattern.MULTILINE);

  private MetersPage() {}

  /**
   * A row of a table.
   *
   * @param name the meter's name
   * @param type counter, gauge or timer
   * @param tags the names of all its tags
   */
  public record Row(String name, String type, Set<String> tags) {
    static Row of(String name, String type, String cell) {
      Set<String> tags = new LinkedHashSet<>(List.of(cell.replaceAll("[`\\s]", "").split(",")));
      tags.remove("");
      tags.add(STORAGE);
      return new Row(name, type, tags);
    }
  }

  /** Returns the row that a registered meter should have. */
  public static Row row(Meter.Id meter) {
    return new Row(
        meter.getName(),
        meter.getType().name().toLowerCase(Locale.ROOT),
        meter.getTags().stream().map(Tag::getKey).collect(Collectors.toSet()));
  }

  /** Returns the rows of the page by their names. */
  public static Map<String, Row> rows() {
    return ROW.matcher(Repository.text("core", "METERS.md"))
        .results()
        .map(row -> Row.of(row.group(1), row.group(2), row.group(3)))
        .collect(Collectors.toMap(Row::name, row -> row));
  }
}
