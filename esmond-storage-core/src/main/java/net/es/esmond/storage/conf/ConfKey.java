package net.es.esmond.storage.conf;

import java.util.Optional;
import java.util.function.Function;

/** One row of the table in {@link ConfKeys}. Two keys are equal only if they are the same row. */
final class ConfKey<T> {
  /** The name without the section's prefix; empty for the key that is named as its section. */
  final String suffix;

  final ConfForm<T> form;

  /** The default as documents show it. */
  final String defaultText;

  final String description;
  private final Function<ConfValues, Optional<T>> initial;

  ConfKey(
      String suffix,
      ConfForm<T> form,
      String defaultText,
      Function<ConfValues, Optional<T>> initial,
      String description) {
    this.suffix = suffix;
    this.form = form;
    this.defaultText = defaultText;
    this.initial = initial;
    this.description = description;
  }

  /** Returns the default's value, which may depend on the values of keys that stand before. */
  Optional<T> initial(ConfValues before) {
    return initial.apply(before);
  }

  /** Returns whether the value is secret: no error, warning or document may show it. */
  boolean secret() {
    return form.equals(ConfForm.PASSWORD);
  }
}
