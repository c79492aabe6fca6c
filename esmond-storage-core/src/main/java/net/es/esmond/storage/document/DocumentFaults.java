package net.es.esmond.storage.document;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;

/** Collects what is wrong with a document, up to a bound. */
final class DocumentFaults {
  private static final int MAX = 100;

  private final List<Violation> faults = new ArrayList<>();

  /**
   * Adds a fault.
   *
   * @param field the field and its position
   */
  void add(String field, String value, String rule) {
    if (faults.size() < MAX) {
      faults.add(new Violation(field, value, rule));
    }
  }

  /** Adds the broken rules of a value, each with its position. */
  void add(InvalidInputException refused, String at) {
    refused.violations().forEach(each -> add(each.field() + at, each.value(), each.rule()));
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Returns whether further faults are not collected. */
  boolean isFull() {
    return faults.size() == MAX;
  }

  InvalidInputException error() {
    return new InvalidInputException(faults);
  }
}
