package net.es.esmond.storage.internal.conf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.ConfProblem.Kind;

/**
 * An INI file as Python 3's {@code configparser.ConfigParser} reads it: its delimiters, comments,
 * continuation lines, DEFAULT section, strictness and interpolation. Immutable.
 *
 * <p>Its errors show no text of the file beyond names of sections and keys: a line that cannot be
 * parsed may well hold a password.
 */
public final class IniFile {
  private final String source;
  private final Map<String, Option> defaults;
  private final Map<String, Map<String, Option>> sections;

  IniFile(String source, Map<String, Option> defaults, Map<String, Map<String, Option>> sections) {
    this.source = source;
    this.defaults = defaults;
    this.sections = sections;
  }

  /**
   * Parses text.
   *
   * @param text the file's text
   * @param source how errors name it
   * @param defaults keys that every section has unless it sets them, as ConfigParser's argument
   * @throws ConfException when the text breaks configparser's rules
   */
  public static IniFile parse(String text, String source, Map<String, String> defaults) {
    return new IniParser(source, defaults).parse(text);
  }

  /**
   * Returns a section's options, the inherited ones included, references resolved, in the order of
   * ConfigParser's {@code items()}.
   *
   * @param name the section
   * @param secretKeys keys whose references errors do not name either
   * @throws ConfException when the section is absent, or a reference in any of its values is wrong
   */
  public Map<String, Option> section(String name, Set<String> secretKeys) {
    Map<String, Option> section = sections.get(name);
    if (section == null) {
      throw new ConfException(
          source,
          List.of(new ConfProblem(Kind.NO_SECTION, 0, null, null, "must have [" + name + "]")),
          null);
    }
    Map<String, Option> all = new LinkedHashMap<>(defaults);
    all.putAll(section);
    Interpolation interpolation = new Interpolation(source, all, secretKeys);
    Map<String, Option> resolved = new LinkedHashMap<>();
    all.forEach((key, option) -> resolved.put(key, interpolation.resolve(key, option)));
    return resolved;
  }

  /**
   * Returns what errors and warnings may show of a key: its first word, 64 characters at most. A
   * line that lacks its {@code =} but has a password with one becomes a key of several words.
   */
  public static String shownKey(String key) {
    int end = 0;
    while (end < Math.min(key.length(), 64) && !WhiteSpace.isSpace(key.charAt(end))) {
      end++;
    }
    return key.substring(0, end);
  }

  /**
   * A key's value.
   *
   * @param value the value, references resolved
   * @param raw the value as written, continuation lines joined by line feeds
   * @param line the key's line, from 1; 0 for a default that came with the call
   */
  public record Option(String value, String raw, int line) {}
}
