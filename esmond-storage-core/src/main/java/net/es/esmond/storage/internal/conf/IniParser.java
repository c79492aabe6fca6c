package net.es.esmond.storage.internal.conf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.ConfProblem.Kind;
import net.es.esmond.storage.internal.conf.IniFile.Option;
import org.jspecify.annotations.Nullable;

/** Parses the lines of an INI file in one pass, as configparser does. */
final class IniParser {
  private static final String DEFAULT_SECTION = "DEFAULT";

  private final String source;
  private final Map<String, Draft> defaults = new LinkedHashMap<>();
  private final Map<String, Map<String, Draft>> sections = new LinkedHashMap<>();
  private final Set<List<String>> seen = new HashSet<>();

  /**
   * Lines that cannot be parsed. They are reported together, unless another error ends the pass
   * first.
   */
  private final List<ConfProblem> unparsed = new ArrayList<>();

  private String sectionName = "";
  private @Nullable Map<String, Draft> section;
  private @Nullable Draft option;
  private int indent;
  private int line;

  IniParser(String source, Map<String, String> defaults) {
    this.source = source;
    defaults.forEach(
        (key, value) -> {
          Draft draft = new Draft(0);
          draft.lines.add(value);
          this.defaults.put(key.toLowerCase(Locale.ROOT), draft);
        });
  }

  IniFile parse(String text) {
    text.lines().forEach(this::line);
    if (!unparsed.isEmpty()) {
      throw new ConfException(source, unparsed, null);
    }
    Map<String, Map<String, Option>> done = new LinkedHashMap<>();
    sections.forEach((name, options) -> done.put(name, join(options)));
    return new IniFile(source, join(defaults), done);
  }

  private void line(String text) {
    line++;
    String content = WhiteSpace.strip(text);
    if (content.startsWith("#") || content.startsWith(";")) {
      return;
    }
    if (content.isEmpty()) {
      if (option != null) {
        option.lines.add("");
      }
      return;
    }
    int lineIndent = WhiteSpace.indent(text);
    if (option != null && lineIndent > indent) {
      option.lines.add(content);
      return;
    }
    indent = lineIndent;
    int close = content.lastIndexOf(']');
    if (content.startsWith("[") && close > 1) {
      header(content.substring(1, close));
    } else {
      option(content);
    }
  }

  private void header(String name) {
    if (name.equals(DEFAULT_SECTION)) {
      section = defaults;
    } else {
      if (sections.containsKey(name)) {
        throw stop(
            Kind.DUPLICATE_SECTION, null, "must have [" + IniFile.shownKey(name) + "] only once");
      }
      section = new LinkedHashMap<>();
      sections.put(name, section);
    }
    sectionName = name;
    option = null;
  }

  private void option(String content) {
    if (section == null) {
      throw stop(Kind.MISSING_SECTION_HEADER, null, "must stand in a section, such as [main]");
    }
    int delimiter = delimiter(content);
    if (delimiter < 0) {
      unparsed.add(problem(Kind.PARSING, null, "must be a section, or a key, '=' and a value"));
      return;
    }
    String key = WhiteSpace.stripEnd(content.substring(0, delimiter)).toLowerCase(Locale.ROOT);
    if (key.isEmpty()) {
      unparsed.add(problem(Kind.PARSING, null, "must have a key before the '=' or ':'"));
    }
    if (!seen.add(List.of(sectionName, key))) {
      String where = "[" + IniFile.shownKey(sectionName) + "]";
      throw stop(Kind.DUPLICATE_OPTION, key, "must be there only once in " + where);
    }
    Draft draft = new Draft(line);
    draft.lines.add(WhiteSpace.strip(content.substring(delimiter + 1)));
    section.put(key, draft);
    option = key.isEmpty() ? null : draft;
  }

  private static int delimiter(String content) {
    for (int i = 0; i < content.length(); i++) {
      if (content.charAt(i) == '=' || content.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  private ConfException stop(Kind kind, @Nullable String key, String rule) {
    return new ConfException(source, List.of(problem(kind, key, rule)), null);
  }

  private ConfProblem problem(Kind kind, @Nullable String key, String rule) {
    return new ConfProblem(kind, line, key == null ? null : IniFile.shownKey(key), null, rule);
  }

  private static Map<String, Option> join(Map<String, Draft> options) {
    Map<String, Option> joined = new LinkedHashMap<>();
    options.forEach(
        (key, draft) -> {
          String raw = WhiteSpace.stripEnd(String.join("\n", draft.lines));
          joined.put(key, new Option(raw, raw, draft.line));
        });
    return joined;
  }

  /** An option whose value may continue in the next line. */
  private static final class Draft {
    final List<String> lines = new ArrayList<>();
    final int line;

    Draft(int line) {
      this.line = line;
    }
  }
}
