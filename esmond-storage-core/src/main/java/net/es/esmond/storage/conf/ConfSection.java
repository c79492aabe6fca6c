package net.es.esmond.storage.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys that begin with one prefix, in the order of the table. */
final class ConfSection {
  private final String prefix;
  private final List<ConfKey<?>> keys;

  ConfSection(String prefix) {
    this(prefix, new ArrayList<>());
  }

  private ConfSection(String prefix, List<ConfKey<?>> keys) {
    this.prefix = prefix;
    this.keys = keys;
  }

  /** Returns a section with the same keys, whose names begin with another prefix. */
  ConfSection under(String otherPrefix) {
    return new ConfSection(otherPrefix, keys);
  }

  List<ConfKey<?>> keys() {
    return keys;
  }

  /** Returns the key's name in a file. */
  String nameOf(ConfKey<?> key) {
    return key.suffix.isEmpty() ? prefix : prefix + "_" + key.suffix;
  }

  /** Returns the values of a configuration in which nothing is set. */
  ConfValues defaults() {
    ConfValues values = new ConfValues(this);
    for (ConfKey<?> key : keys) {
      values = values.withDefault(key);
    }
    return values;
  }

  /** Adds a key with a default; documents call an empty one "none". */
  <T> ConfKey<T> key(String suffix, ConfForm<T> form, String defaultText, String description) {
    return add(
        new ConfKey<>(
            suffix,
            form,
            defaultText.isEmpty() ? "none" : defaultText,
            before -> Optional.of(form.parser().parse(defaultText, before)),
            description));
  }

  /** Adds a key that may have no value. */
  <T> ConfKey<T> optional(String suffix, ConfForm<T> form, String description) {
    return add(new ConfKey<>(suffix, form, "none", before -> Optional.empty(), description));
  }

  private <T> ConfKey<T> add(ConfKey<T> key) {
    keys.add(key);
    return key;
  }
}
