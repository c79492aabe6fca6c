package net.es.esmond.storage.series;

import java.util.Comparator;

/**
 * A histogram's bucket. Numeric buckets come first, in the order of their numbers; the rest, whose
 * number is NaN, in the order of their names.
 *
 * @param name the bucket's name
 * @param number the name as a number; NaN when it is none
 */
record Bucket(String name, double number) implements Comparable<Bucket> {
  private static final Comparator<Bucket> ORDER =
      Comparator.comparingDouble(Bucket::number).thenComparing(Bucket::name);

  static Bucket of(String name) {
    return new Bucket(name, LaxNumbers.number(name));
  }

  boolean numeric() {
    return !Double.isNaN(number);
  }

  @Override
  public int compareTo(Bucket other) {
    return ORDER.compare(this, other);
  }
}
