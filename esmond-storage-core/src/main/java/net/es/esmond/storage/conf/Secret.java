package net.es.esmond.storage.conf;

import java.util.Objects;

/** A secret holds a password or the like. It is compared as text and prints as stars. Immutable. */
public final class Secret {
  private final String value;

  /**
   * Wraps a secret.
   *
   * @param value the secret
   */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /**
   * Returns the secret itself; hand it to the store's driver and to nothing else.
   *
   * @return the secret
   */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
