package net.es.esmond.storage.metadata;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The rule that says which addresses of a host name a query searches for. */
public enum DnsMatchRule {
  /** IPv6 if the name has such an address, else IPv4. */
  PREFER_V6,
  /** IPv4 if the name has such an address, else IPv6. */
  PREFER_V4,
  /** IPv6 only. */
  ONLY_V6,
  /** IPv4 only. */
  ONLY_V4,
  /** Both; the default. */
  V4V6;

  private final String esmondName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /**
   * Returns esmond's name.
   *
   * @return such as {@code prefer-v6}
   */
  public String esmondName() {
    return esmondName;
  }

  /**
   * Looks a rule up by esmond's name.
   *
   * @param name any text
   * @return empty when there is none of that name
   */
  public static Optional<DnsMatchRule> find(String name) {
    return Arrays.stream(values()).filter(rule -> rule.esmondName.equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return esmondName;
  }
}
