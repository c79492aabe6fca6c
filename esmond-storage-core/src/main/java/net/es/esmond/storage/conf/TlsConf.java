package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.TLS_ENABLED;
import static net.es.esmond.storage.conf.ConfKeys.TLS_HOSTNAME_VERIFICATION;
import static net.es.esmond.storage.conf.ConfKeys.TLS_KEY_STORE;
import static net.es.esmond.storage.conf.ConfKeys.TLS_KEY_STORE_PASSWORD;
import static net.es.esmond.storage.conf.ConfKeys.TLS_TRUST_STORE;
import static net.es.esmond.storage.conf.ConfKeys.TLS_TRUST_STORE_PASSWORD;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A TlsConf says how connections to a store use TLS: the {@code cassandra_tls*} and {@code
 * sql_db_tls*} keys. Immutable. Two configurations are equal when all their values are.
 */
public final class TlsConf {
  private final ConfValues values;

  TlsConf(ConfValues values) {
    this.values = values.checked(List.of());
  }

  /** {@return the default: connections without TLS} */
  public static TlsConf off() {
    return builder().build();
  }

  /** {@return a builder with the defaults, that lacks nothing} */
  public static TlsConfBuilder builder() {
    return new TlsConfBuilder(ConfKeys.TLS.defaults());
  }

  /** {@return a builder with these values} */
  public TlsConfBuilder toBuilder() {
    return new TlsConfBuilder(values);
  }

  /** {@return whether connections use TLS} */
  public boolean enabled() {
    return values.get(TLS_ENABLED);
  }

  /** {@return the PKCS#12 or JKS file with the authorities to trust; empty for the JVM's} */
  public Optional<Path> trustStore() {
    return values.find(TLS_TRUST_STORE);
  }

  /** {@return the password of the trust store} */
  public Optional<Secret> trustStorePassword() {
    return values.find(TLS_TRUST_STORE_PASSWORD);
  }

  /** {@return the PKCS#12 or JKS file with this client's certificate and key; empty for none} */
  public Optional<Path> keyStore() {
    return values.find(TLS_KEY_STORE);
  }

  /** {@return the password of the key store and of its key} */
  public Optional<Secret> keyStorePassword() {
    return values.find(TLS_KEY_STORE_PASSWORD);
  }

  /** {@return whether a server's certificate must name the host that was asked for} */
  public boolean hostnameVerification() {
    return values.get(TLS_HOSTNAME_VERIFICATION);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsConf conf && conf.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Shows every value by the name of its key; passwords print as stars. */
  @Override
  public String toString() {
    return "TlsConf[" + values + "]";
  }
}
