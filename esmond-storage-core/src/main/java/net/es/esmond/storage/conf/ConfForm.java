package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.internal.text.StorableText;

/**
 * The form that a key's value has: how it is read from text, and which rule it follows.
 *
 * @param rule the rule in words; errors put "must be" before it
 * @param parser reads a value; text of another form is an IllegalArgumentException
 * @param check lists what is wrong with a value
 */
record ConfForm<T>(String rule, Parser<T> parser, Check<T> check) {
  static final ConfForm<Boolean> BOOLEAN =
      of("yes, true, on, 1, or no, false, off, 0", ConfForm::bool, any -> true);
  static final ConfForm<Secret> PASSWORD =
      of("a password, on one line", Secret::new, password -> StorableText.holds(password.reveal()));
  static final ConfForm<Integer> PORT = whole("a port, 1 to 65535", 1, 65_535);
  static final ConfForm<Path> STORE_FILE =
      of("the path of a PKCS#12 or JKS file", Path::of, any -> true);
  static final ConfForm<Path> FOLDER = of("the path of a folder", Path::of, any -> true);
  static final ConfForm<String> TEXT =
      text(
          "text on one line",
          text -> !text.isBlank() && text.lines().count() == 1 && StorableText.holds(text));
  static final ConfForm<List<String>> NAMES =
      of(
          "a comma-separated list of names, none twice",
          text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList(),
          names ->
              names.stream().noneMatch(String::isBlank)
                  && names.stream().allMatch(StorableText::holds)
                  && names.stream().distinct().count() == names.size());
  static final ConfForm<Duration> TIMEOUT =
      of(
          "a time from 1 ms to 24 h, such as 500 ms, 10 s, 2 m or 1 h",
          ConfForm::duration,
          time ->
              time.compareTo(Duration.ofMillis(1)) >= 0
                  && time.compareTo(Duration.ofHours(24)) <= 0);
  static final ConfForm<Duration> GRACE =
      of(
          "0, or a time up to 1 h, such as 30 s or 5 m",
          text -> text.equals("0") ? Duration.ZERO : duration(text),
          time -> !time.isNegative() && time.compareTo(Duration.ofHours(1)) <= 0);
  static final ConfForm<ConsistencyLevel> CONSISTENCY =
      of(
          "ONE, TWO, THREE, QUORUM, ALL, LOCAL_ONE, LOCAL_QUORUM or EACH_QUORUM",
          text -> ConsistencyLevel.valueOf(text.toUpperCase(Locale.ROOT)),
          any -> true);

  private static final String SERVERS_RULE =
      "a comma-separated list of host, host:port or [IPv6 address]:port, none twice";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  /** Reads a value; a list of servers needs the port that an earlier key gave. */
  interface Parser<T> {
    T parse(String text, ConfValues before);
  }

  /** Lists what is wrong with a key's value. */
  interface Check<T> {
    List<Violation> violations(String key, T value);
  }

  static <T> ConfForm<T> of(String rule, Function<String, T> parser, Predicate<T> holds) {
    return new ConfForm<>(
        rule,
        (text, before) -> parser.apply(text),
        (key, value) ->
            holds.test(value)
                ? List.of()
                : List.of(new Violation(key, value.toString(), "must be " + rule)));
  }

  static ConfForm<String> text(String rule, Predicate<String> holds) {
    return of(rule, Function.identity(), holds);
  }

  static ConfForm<Integer> whole(String rule, int min, int max) {
    return of(rule, Integer::valueOf, number -> number >= min && number <= max);
  }

  /** Servers that name no port have that of another key, which stands before this one. */
  static ConfForm<List<HostPort>> servers(ConfKey<Integer> port) {
    return new ConfForm<>(
        SERVERS_RULE,
        (text, before) -> {
          List<HostPort> servers = new ArrayList<>();
          for (String server : text.split(",", -1)) {
            servers.add(HostPort.parse(server, before.get(port)));
          }
          return List.copyOf(servers);
        },
        ConfForm::wrongServers);
  }

  /** Returns whether the value may continue in indented lines. */
  boolean list() {
    return rule.equals(SERVERS_RULE);
  }

  private static List<Violation> wrongServers(String key, List<HostPort> servers) {
    List<Violation> violations = new ArrayList<>();
    if (servers.isEmpty()) {
      violations.add(new Violation(key, "", "must name at least one server"));
    }
    Set<HostPort> seen = new HashSet<>();
    for (HostPort server : servers) {
      if (!seen.add(server)) {
        violations.add(new Violation(key, server.toString(), "must name no server twice"));
      }
    }
    return violations;
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "true", "on" -> true;
      case "0", "no", "false", "off" -> false;
      default -> throw new IllegalArgumentException("not a boolean");
    };
  }

  private static Duration duration(String text) {
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
}
