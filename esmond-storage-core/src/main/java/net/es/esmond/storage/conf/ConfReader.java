package net.es.esmond.storage.conf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.internal.conf.IniFile;
import net.es.esmond.storage.internal.conf.IniFile.Option;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of the options of {@code [main]}; reports every one that breaks a rule. */
final class ConfReader {
  /** Keys whose values no error shows. */
  static final Set<String> SECRET_KEYS =
      ConfKeys.IN_FILES.keySet().stream()
          .filter(ConfReader::secret)
          .collect(Collectors.toUnmodifiableSet());

  private static final int THRIFT_PORT = 9160;
  private static final Pattern OURS = Pattern.compile("(cassandra|sql_db)_.*");

  /** A key, and what follows one, within a value. A server of that name may have a port. */
  private static final Pattern JOINED = keys(ConfKeys.IN_FILES.keySet(), "(?=\\s|=|:(?!\\d))");

  private static final Pattern PASSWORD_KEY = keys(SECRET_KEYS, "");

  private final String source;
  private final Map<String, Option> options;
  private final List<ConfProblem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ConfReader(String source, Map<String, Option> options) {
    this.source = source;
    this.options = options;
  }

  EsmondConf read() {
    options.forEach(this::refuseJoined);
    ConfValues cassandraValues = withoutThrift(values(ConfKeys.CASSANDRA));
    TlsConf cassandraTls = new TlsConf(values(ConfKeys.CASSANDRA_TLS));
    ConfValues sqlValues = values(ConfKeys.SQL_DB);
    TlsConf sqlTls = new TlsConf(values(ConfKeys.SQL_DB_TLS));
    ConfValues touchValues = values(ConfKeys.TOUCH);
    CassandraConf cassandra = build(() -> new CassandraConf(cassandraValues, cassandraTls));
    SqlConf sql = build(() -> new SqlConf(sqlValues, sqlTls, new TouchConf(touchValues)));
    if (cassandra == null || sql == null || !problems.isEmpty()) {
      List<String> order = List.copyOf(ConfKeys.IN_FILES.keySet());
      problems.sort(
          Comparator.comparingInt(ConfProblem::line)
              .thenComparingInt(problem -> order.indexOf(Objects.requireNonNull(problem.key()))));
      throw new ConfException(source, problems, null);
    }
    warnOfTls("cassandra_tls", cassandra.tls());
    warnOfTls("sql_db_tls", sql.tls());
    options.keySet().forEach(this::warnOfUnknown);
    return new EsmondConf(cassandra, sql, warnings);
  }

  private ConfValues values(ConfSection section) {
    ConfValues values = new ConfValues(section);
    for (ConfKey<?> key : section.keys()) {
      values = read(section.nameOf(key), key, values);
    }
    return values;
  }

  /** Refuses a value that has another key in it, as where a line feed was lost. */
  private void refuseJoined(String key, Option option) {
    ConfKey<?> known = ConfKeys.IN_FILES.get(key);
    // A password may look like the key of one, and so may a path that is another program's value.
    boolean anyText = known == null || known.secret();
    (anyText ? Stream.of(JOINED) : Stream.of(JOINED, PASSWORD_KEY))
        .flatMap(keys -> keys.matcher(option.raw()).results())
        .findFirst()
        .ifPresent(
            found ->
                problems.add(
                    new ConfProblem(
                        ConfProblem.Kind.VALUE,
                        option.line(),
                        IniFile.shownKey(key),
                        null,
                        "must end before "
                            + found.group()
                            + ", which needs a line of its own that is not indented")));
  }

  private static Pattern keys(Set<String> names, String followedBy) {
    return Pattern.compile("(?i)(?:" + String.join("|", names) + ")" + followedBy);
  }

  /** Adds a key's value; a wrong one becomes a problem and leaves the default in its place. */
  private <T> ConfValues read(String name, ConfKey<T> key, ConfValues before) {
    Option option = options.get(name);
    if (option == null || (option.value().isEmpty() && ConfKeys.blankMeansDefault(key))) {
      return before.withDefault(key);
    }
    if (problems.stream().anyMatch(problem -> name.equals(problem.key()))) {
      return before.withDefault(key);
    }
    if (goesOn(option) && !key.form.list()) {
      problem(name, null, "must be on one line");
      return before.withDefault(key);
    }
    String text = unquote(option.value());
    if (key.secret() && !text.equals(option.value())) {
      warn(name, "has quotes around it, which were taken off; double them to keep them");
    }
    try {
      T value = key.form.parser().parse(text, before);
      List<Violation> violations = key.form.check().violations(name, value);
      violations.forEach(violation -> problem(name, violation.value(), violation.rule()));
      return violations.isEmpty() ? before.with(key, value) : before.withDefault(key);
    } catch (InvalidInputException e) {
      problem(name, e.violations().get(0).value(), "must be " + key.form.rule());
    } catch (IllegalArgumentException e) {
      problem(name, null, "must be " + key.form.rule());
    }
    return before.withDefault(key);
  }

  /** Strips one pair of quotes around a value that has none of the same kind within. */
  private static String unquote(String text) {
    if (text.length() < 2) {
      return text;
    }
    char quote = text.charAt(0);
    boolean quoted = (quote == '"' || quote == '\'') && text.indexOf(quote, 1) == text.length() - 1;
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private ConfValues withoutThrift(ConfValues values) {
    int port = values.get(ConfKeys.CASSANDRA_PORT);
    int nativePort = port == THRIFT_PORT ? 9042 : port;
    List<HostPort> servers = values.find(ConfKeys.CASSANDRA_SERVERS).orElse(List.of());
    List<HostPort> current =
        servers.stream()
            .map(s -> s.port() == THRIFT_PORT ? new HostPort(s.host(), nativePort) : s)
            .toList();
    if (current.equals(servers)) {
      return values;
    }
    warn(
        "cassandra_servers",
        "names port 9160, Thrift's, which Cassandra no longer has since 4.0; the native port "
            + nativePort
            + " is used instead");
    return values.with(ConfKeys.CASSANDRA_SERVERS, current);
  }

  private <T> @Nullable T build(Supplier<T> builder) {
    try {
      return builder.get();
    } catch (InvalidInputException e) {
      for (Violation violation : e.violations()) {
        // A value that could not be read leaves the default, or nothing, in its place.
        if (problems.stream().noneMatch(known -> violation.field().equals(known.key()))) {
          problem(violation.field(), violation.value(), violation.rule());
        }
      }
      return null;
    }
  }

  /** Notes a problem; of a list, the offending part is shown. */
  private void problem(String name, @Nullable String part, String rule) {
    Option option = options.get(name);
    int line = 0;
    String shown = null;
    if (option == null) {
      rule += meantAs(name);
    } else {
      line = option.line();
      shown = part != null && list(name) ? part : unquote(option.value());
      // An indented line may be meant as another key, and a reference may bring in a password.
      if (goesOn(option) || option.raw().contains("%(")) {
        shown = option.raw().lines().findFirst().orElse("");
      }
      shown = IniFile.shownValue(shown);
      if (goesOn(option)) {
        rule += "; indented lines belong to the value";
      }
    }
    problems.add(
        new ConfProblem(ConfProblem.Kind.VALUE, line, name, secret(name) ? null : shown, rule));
  }

  private static boolean secret(String name) {
    return ConfKeys.named(name).secret();
  }

  private static boolean list(String name) {
    return ConfKeys.named(name).form.list();
  }

  private static boolean goesOn(Option option) {
    return option.raw().indexOf('\n') >= 0;
  }

  private void warnOfTls(String tlsKey, TlsConf tls) {
    if (!tls.enabled()) {
      options.keySet().stream()
          .filter(key -> key.startsWith(tlsKey + "_"))
          .forEach(key -> warn(key, "has no effect while " + tlsKey + " is off"));
    }
  }

  private void warnOfUnknown(String key) {
    String name = IniFile.shownKey(key);
    if (ConfKeys.IN_FILES.containsKey(name) && !name.equals(key)) {
      warn(key, "has no effect, since no '=' or ':' follows it");
    } else if (isMistyped(key)) {
      warn(key, "is not a known key and has no effect; did you mean " + NearestName.of(name) + "?");
    }
  }

  /** Says which unknown key may have been meant as an absent one. */
  private String meantAs(String absent) {
    return options.entrySet().stream()
        .filter(option -> isMistyped(option.getKey()))
        .filter(option -> NearestName.of(IniFile.shownKey(option.getKey())).equals(absent))
        .findFirst()
        .map(
            option ->
                "; "
                    + IniFile.shownKey(option.getKey())
                    + (option.getValue().line() > 0 ? " in line " + option.getValue().line() : "")
                    + " is not a known key, did you mean "
                    + absent
                    + "?")
        .orElse("");
  }

  /** Returns whether an unknown key was probably meant as a known one. */
  private static boolean isMistyped(String key) {
    String name = IniFile.shownKey(key);
    int distance = NearestName.distance(name, NearestName.of(name));
    return distance > 0 && (distance <= 2 || OURS.matcher(key).matches());
  }

  private void warn(String key, String what) {
    Option option = options.get(key);
    String line = option == null || option.line() == 0 ? "" : "line " + option.line() + ": ";
    warnings.add(source + ": " + line + IniFile.shownKey(key) + " " + what);
  }
}
