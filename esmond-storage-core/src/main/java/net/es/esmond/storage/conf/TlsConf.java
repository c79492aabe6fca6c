package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How to talk TLS to a store.
 *
 * @param enabled whether to; default no
 * @param trustStore PKCS#12 or JKS file with the authorities to trust; empty for the JVM's
 * @param trustStorePassword its password
 * @param keyStore PKCS#12 or JKS file with the client's certificate and key; empty for none
 * @param keyStorePassword its password
 * @param hostnameVerification whether the server's certificate must name the host; default yes
 */
public record TlsConf(
    boolean enabled,
    Optional<Path> trustStore,
    Optional<Secret> trustStorePassword,
    Optional<Path> keyStore,
    Optional<Secret> keyStorePassword,
    boolean hostnameVerification) {
  /** Refuses nulls. */
  public TlsConf {
    Objects.requireNonNull(trustStore, "trustStore");
    Objects.requireNonNull(trustStorePassword, "trustStorePassword");
    Objects.requireNonNull(keyStore, "keyStore");
    Objects.requireNonNull(keyStorePassword, "keyStorePassword");
  }

  /**
   * Returns the default: no TLS.
   *
   * @return plain connections
   */
  public static TlsConf off() {
    return builder().build();
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder that lacks nothing
   */
  public static TlsConfBuilder builder() {
    return new TlsConfBuilder();
  }

  /**
   * Starts from this configuration.
   *
   * @return a builder with these values
   */
  public TlsConfBuilder toBuilder() {
    return new TlsConfBuilder(this);
  }
}
