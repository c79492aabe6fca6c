package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;

/** Checks values against the rules that {@link ConfKey} states, and reports all that break one. */
final class Rules {
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  private final List<Violation> violations = new ArrayList<>();

  void check(ConfKey key, Object value, boolean holds) {
    if (!holds) {
      violations.add(new Violation(key.key(), value.toString(), "must be " + key.rule()));
    }
  }

  void range(ConfKey key, int value, int min, int max) {
    check(key, value, value >= min && value <= max);
  }

  void timeout(ConfKey key, Duration value) {
    check(key, value, value.compareTo(MIN_TIMEOUT) >= 0 && value.compareTo(MAX_TIMEOUT) <= 0);
  }

  void text(ConfKey key, Optional<String> value) {
    value.ifPresent(text -> check(key, text, !text.isBlank() && text.lines().count() == 1));
  }

  void servers(ConfKey key, List<HostPort> servers) {
    if (servers.isEmpty()) {
      violations.add(new Violation(key.key(), "", "must name at least one server"));
    }
    Set<HostPort> seen = new HashSet<>();
    for (HostPort server : servers) {
      if (!seen.add(server)) {
        violations.add(new Violation(key.key(), server.toString(), "must name no server twice"));
      }
    }
  }

  /** A password and its user come together or not at all; the password is not shown. */
  void together(ConfKey password, boolean hasPassword, ConfKey user, Optional<String> userName) {
    if (hasPassword && userName.isEmpty()) {
      violations.add(new Violation(user.key(), "", "must be set when " + password.key() + " is"));
    } else if (!hasPassword && userName.isPresent()) {
      violations.add(new Violation(password.key(), "", "must be set when " + user.key() + " is"));
    }
  }

  void done() {
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
  }
}
