package net.es.esmond.storage.internal.conf;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.ConfProblem.Kind;
import net.es.esmond.storage.internal.conf.IniFile.Option;

/**
 * Resolves references as configparser's BasicInterpolation does: {@code %(key)s} becomes the key's
 * value, and {@code %%} a percent sign.
 */
final class Interpolation {
  private static final int MAX_DEPTH = 10;

  private final String source;
  private final Map<String, Option> options;
  private final Set<String> secretKeys;

  Interpolation(String source, Map<String, Option> options, Set<String> secretKeys) {
    this.source = source;
    this.options = options;
    this.secretKeys = secretKeys;
  }

  Option resolve(String key, Option option) {
    StringBuilder value = new StringBuilder();
    append(value, key, option, option.raw(), 1);
    return new Option(value.toString(), option.raw(), option.line());
  }

  private void append(StringBuilder value, String key, Option option, String text, int depth) {
    if (depth > MAX_DEPTH) {
      throw problem(
          Kind.INTERPOLATION_DEPTH, key, option, "must need at most 10 references in a row");
    }
    int at = 0;
    for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', at)) {
      value.append(text, at, percent);
      if (text.startsWith("%%", percent)) {
        value.append('%');
        at = percent + 2;
        continue;
      }
      // A reference is "%(", at least one character that is not ")", and ")s".
      int close = text.indexOf(')', percent);
      if (!text.startsWith("%(", percent) || close < percent + 3 || !text.startsWith(")s", close)) {
        throw problem(
            Kind.INTERPOLATION_SYNTAX,
            key,
            option,
            "must have %% for each percent sign, or %(key)s to refer to another key");
      }
      String reference = text.substring(percent + 2, close).toLowerCase(Locale.ROOT);
      Option referred = options.get(reference);
      if (referred == null) {
        // What looks like a reference may be part of a password.
        String before = text.substring(0, percent);
        boolean secret =
            secretKeys.contains(IniFile.shownKey(key))
                || depth > 1
                || !IniFile.shownValue(before).equals(before)
                || !IniFile.shownKey(reference).equals(reference);
        throw problem(
            Kind.INTERPOLATION_MISSING_OPTION,
            key,
            option,
            "must refer to keys that are there" + (secret ? "" : ", and " + reference + " is not"));
      }
      if (referred.raw().indexOf('%') < 0) {
        value.append(referred.raw());
      } else {
        append(value, key, option, referred.raw(), depth + 1);
      }
      at = close + 2;
    }
    value.append(text, at, text.length());
  }

  private ConfException problem(Kind kind, String key, Option option, String rule) {
    ConfProblem problem = new ConfProblem(kind, option.line(), IniFile.shownKey(key), null, rule);
    return new ConfException(source, List.of(problem), null);
  }
}
