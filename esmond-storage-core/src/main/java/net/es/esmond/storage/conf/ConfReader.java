package net.es.esmond.storage.conf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.es.esmond.storage.conf.internal.IniFile;
import net.es.esmond.storage.conf.internal.IniFile.Option;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of the options of {@code [main]}; reports every one that breaks a rule. */
final class ConfReader {
  /** Keys whose values no error shows. */
  static final Set<String> SECRET_KEYS =
      Arrays.stream(ConfKey.values())
          .filter(ConfKey::secret)
          .map(ConfKey::key)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern OURS = Pattern.compile("(cassandra|sql_db)_.*");

  private final String source;
  private final Map<String, Option> options;
  private final ConfDraft draft = new ConfDraft();
  private final List<ConfProblem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ConfReader(String source, Map<String, Option> options) {
    this.source = source;
    this.options = options;
  }

  EsmondConf read() {
    for (ConfKey key : ConfKey.values()) {
      Option option = options.get(key.key());
      if (option != null) {
        set(key, option);
      }
    }
    CassandraConf cassandra = build(() -> draft.cassandra.tls(draft.cassandraTls.build()).build());
    TouchConf touch = build(draft.touch::build);
    SqlConf sql = build(() -> draft.sql.tls(draft.sqlTls.build()).build());
    if (cassandra == null || sql == null || touch == null || !problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(ConfProblem::line));
      throw new ConfException(source, problems, null);
    }
    warn(cassandra, sql);
    return new EsmondConf(cassandra, sql.toBuilder().touch(touch).build(), warnings);
  }

  private void set(ConfKey key, Option option) {
    if (option.value().isEmpty() && key.blankMeansDefault()) {
      return;
    }
    if (goesOn(option) && !key.list()) {
      problem(key, null, "must be on one line");
      return;
    }
    String text = ConfText.unquote(option.value());
    if (key.secret() && !text.equals(option.value())) {
      warn(key.key(), "has quotes around it, which were taken off; double them to keep them");
    }
    try {
      key.set(draft, text);
    } catch (InvalidInputException e) {
      problem(key, e.violations().get(0).value(), "must be " + key.rule());
    } catch (IllegalArgumentException e) {
      problem(key, null, "must be " + key.rule());
    }
  }

  private <T> @Nullable T build(Supplier<T> builder) {
    try {
      return builder.get();
    } catch (InvalidInputException e) {
      for (Violation violation : e.violations()) {
        // A value that could not be read leaves the default, or nothing, in its place.
        if (problems.stream().noneMatch(known -> violation.field().equals(known.key()))) {
          problem(ConfKey.of(violation.field()), violation.value(), violation.rule());
        }
      }
      return null;
    }
  }

  /** Notes a problem; of a list, the offending part is shown. */
  private void problem(ConfKey key, @Nullable String part, String rule) {
    Option option = options.get(key.key());
    int line = 0;
    String shown = null;
    if (option != null) {
      line = option.line();
      shown = key.list() && part != null ? part : ConfText.unquote(option.value());
      // An indented line may be meant as another key, and a reference may bring in a password.
      if (goesOn(option) || option.raw().contains("%(")) {
        shown = option.raw().lines().findFirst().orElse("");
      }
      if (goesOn(option)) {
        rule += "; indented lines belong to the value";
      }
    }
    problems.add(
        new ConfProblem(
            ConfProblem.Kind.VALUE, line, key.key(), key.secret() ? null : shown, rule));
  }

  private static boolean goesOn(Option option) {
    return option.raw().indexOf('\n') >= 0;
  }

  private void warn(CassandraConf cassandra, SqlConf sql) {
    if (draft.thrift) {
      warn(
          ConfKey.CASSANDRA_SERVERS.key(),
          "names port 9160, Thrift's, which Cassandra no longer has since 4.0; the native port "
              + draft.nativePort()
              + " is used instead");
    }
    warnOfTls("cassandra_tls", cassandra.tls());
    warnOfTls("sql_db_tls", sql.tls());
    options.keySet().forEach(this::warnOfUnknown);
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
    ConfKey nearest = NearestName.of(name);
    int distance = NearestName.distance(name, nearest.key());
    if (distance == 0 && !name.equals(key)) {
      warn(key, "has no effect, since no '=' or ':' follows it");
      return;
    }
    if (distance > 0 && (distance <= 2 || OURS.matcher(key).matches())) {
      warn(key, "is not a known key and has no effect; did you mean " + nearest.key() + "?");
    }
  }

  private void warn(String key, String what) {
    Option option = options.get(key);
    String line = option == null || option.line() == 0 ? "" : "line " + option.line() + ": ";
    warnings.add(source + ": " + line + IniFile.shownKey(key) + " " + what);
  }
}
