package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.ConsistencyLevel;

/** Turns text into values; text of another form is an IllegalArgumentException. */
final class ConfText {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  private ConfText() {}

  static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "true", "on" -> true;
      case "0", "no", "false", "off" -> false;
      default -> throw new IllegalArgumentException("not a boolean");
    };
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  static ConsistencyLevel level(String text) {
    return ConsistencyLevel.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static TouchMode touchMode(String text) {
    return TouchMode.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static int port(String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port");
    }
    return port;
  }

  /** Django names an engine by its module, such as {@code django.db.backends.postgresql}. */
  static void engine(String text) {
    if (!text.toLowerCase(Locale.ROOT).contains("postgres")) {
      throw new IllegalArgumentException("not PostgreSQL");
    }
  }

  /** Strips one pair of quotes around a value that has none of the same kind within. */
  static String unquote(String text) {
    if (text.length() < 2) {
      return text;
    }
    char quote = text.charAt(0);
    boolean quoted = (quote == '"' || quote == '\'') && text.indexOf(quote, 1) == text.length() - 1;
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
