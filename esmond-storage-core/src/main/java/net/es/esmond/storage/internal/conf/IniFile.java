package net.es.esmond.storage.internal.conf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.ConfProblem.Kind;

/**
 * Reads an INI file as Python 3's {@code configparser.ConfigParser} does, with the same delimiters,
 * comments, continuation lines, DEFAULT section, strictness and interpolation. Immutable.
 *
 * <p>Errors show no text of the file beyond names of sections and keys, because a line that cannot
 * be parsed may contain a password.
 */
public final class IniFile {
  private static final Pattern PASSWORD_KEY = Pattern.compile("(?i)pass(word)?");
  private static final Pattern SECRET_IN_VALUE = Pattern.compile("(?i)pas|=");

  private final String source;
  private final Map<String, Option> defaults;
  private final Map<String, Map<String, Option>> sections;

  IniFile(String source, Map<String, Option> defaults, Map<String, Map<String, Option>> sections) {
    this.source = source;
    this.defaults = defaults;
    this.sections = sections;
  }

  /**
   * Parses the text of a file.
   *
   * @param text the file's text
   * @param source the file's name in errors
   * @param defaults values of keys that a section does not set, as ConfigParser's argument
   * @throws ConfException when the text breaks configparser's rules
   */
  public static IniFile parse(String text, String source, Map<String, String> defaults) {
    return new IniParser(source, defaults).parse(text);
  }

  /**
   * Returns a section's options in the order of ConfigParser's {@code items()}. Inherited options
   * are included, and references are resolved.
   *
   * @param name the section's name
   * @param secretKeys keys whose references do not appear in errors either
   * @throws ConfException when the section is absent, or one of its values has a wrong reference
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
   * Returns the part of a key that errors and warnings may show: its first word, 64 characters at
   * most, and nothing after {@code password}. The rest may be a password: a line without its own
   * {@code =} becomes a long key, or one of several words, if the password contains one.
   */
  public static String shownKey(String key) {
    int end = 0;
    while (end < Math.min(key.length(), 64) && !WhiteSpace.isSpace(key.charAt(end))) {
      end++;
    }
    Matcher password = PASSWORD_KEY.matcher(key).region(0, end);
    return key.substring(0, password.find() ? password.end() : end);
  }

  /**
   * Returns the part of a value that errors may show if the value is no password. It ends where the
   * key of a password stands in the value, or the {@code =} of any key: a line feed may have been
   * lost there.
   */
  public static String shownValue(String value) {
    Matcher secret = SECRET_IN_VALUE.matcher(value);
    return secret.find() ? value.substring(0, secret.start()) + "..." : value;
  }

  /**
   * A key's value and its line.
   *
   * @param value the value, references resolved
   * @param raw the value as written, continuation lines joined by line feeds
   * @param line number of the key's line, from 1; 0 for a value of the call's defaults
   */
  public record Option(String value, String raw, int line) {}
}
