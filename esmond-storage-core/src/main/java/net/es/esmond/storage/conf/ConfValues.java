package net.es.esmond.storage.conf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;

/** The values of one section's keys. Immutable. */
final class ConfValues {
  private final ConfSection section;
  private final Map<ConfKey<?>, Object> values;

  ConfValues(ConfSection section) {
    this(section, Map.of());
  }

  private ConfValues(ConfSection section, Map<ConfKey<?>, Object> values) {
    this.section = section;
    this.values = values;
  }

  <T> ConfValues with(ConfKey<T> key, T value) {
    Map<ConfKey<?>, Object> copy = new HashMap<>(values);
    copy.put(key, Objects.requireNonNull(value, () -> section.nameOf(key)));
    return new ConfValues(section, copy);
  }

  <T> ConfValues withDefault(ConfKey<T> key) {
    return key.initial(this).map(value -> with(key, value)).orElse(this);
  }

  <T> T get(ConfKey<T> key) {
    return find(key).orElseThrow();
  }

  @SuppressWarnings("unchecked") // with() puts only a T at a ConfKey<T>
  <T> Optional<T> find(ConfKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** Returns what is wrong when only one of two keys has a value. */
  List<Violation> together(ConfKey<?> one, ConfKey<?> other) {
    if (values.containsKey(one) == values.containsKey(other)) {
      return List.of();
    }
    String set = section.nameOf(values.containsKey(one) ? one : other);
    String missing = section.nameOf(values.containsKey(one) ? other : one);
    return List.of(new Violation(missing, "", "must be set when " + set + " is"));
  }

  /**
   * Checks each value by its key's rule.
   *
   * @param others what else is wrong
   * @return these values without those that only complete others in a file
   * @throws InvalidInputException naming each key that breaks its rule
   */
  ConfValues checked(List<Violation> others) {
    List<Violation> violations = new ArrayList<>();
    section.keys().forEach(key -> violations.addAll(violations(key)));
    violations.addAll(others);
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
    Map<ConfKey<?>, Object> kept = new HashMap<>(values);
    kept.keySet().removeAll(ConfKeys.ONLY_IN_FILES);
    return new ConfValues(section, kept);
  }

  private <T> List<Violation> violations(ConfKey<T> key) {
    return find(key)
        .map(value -> key.form.check().violations(section.nameOf(key), value))
        .orElse(List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfValues confValues && confValues.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Shows each value by the key's name in a file; secrets print as stars. */
  @Override
  public String toString() {
    return section.keys().stream()
        .filter(values::containsKey)
        .map(key -> section.nameOf(key) + "=" + values.get(key))
        .collect(Collectors.joining(", "));
  }
}
