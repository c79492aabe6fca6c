package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.TLS_ENABLED;
import static net.es.esmond.storage.conf.ConfKeys.TLS_HOSTNAME_VERIFICATION;
import static net.es.esmond.storage.conf.ConfKeys.TLS_KEY_STORE;
import static net.es.esmond.storage.conf.ConfKeys.TLS_KEY_STORE_PASSWORD;
import static net.es.esmond.storage.conf.ConfKeys.TLS_TRUST_STORE;
import static net.es.esmond.storage.conf.ConfKeys.TLS_TRUST_STORE_PASSWORD;

import java.nio.file.Path;

/** Builds a {@link TlsConf}. Not thread-safe. */
public final class TlsConfBuilder {
  private ConfValues values;

  TlsConfBuilder(ConfValues values) {
    this.values = values;
  }

  /** Sets whether connections use TLS. Default no. */
  public TlsConfBuilder enabled(boolean enabled) {
    return set(TLS_ENABLED, enabled);
  }

  /** Sets the PKCS#12 or JKS file with the authorities to trust. Default: the JVM's authorities. */
  public TlsConfBuilder trustStore(Path trustStore) {
    return set(TLS_TRUST_STORE, trustStore);
  }

  /** Sets the password of the trust store. Without a default. */
  public TlsConfBuilder trustStorePassword(Secret trustStorePassword) {
    return set(TLS_TRUST_STORE_PASSWORD, trustStorePassword);
  }

  /** Sets the PKCS#12 or JKS file with this client's certificate and key. Without a default. */
  public TlsConfBuilder keyStore(Path keyStore) {
    return set(TLS_KEY_STORE, keyStore);
  }

  /** Sets the password of the key store and of its key. Without a default. */
  public TlsConfBuilder keyStorePassword(Secret keyStorePassword) {
    return set(TLS_KEY_STORE_PASSWORD, keyStorePassword);
  }

  /** Sets whether a server's certificate must name the host that was asked for. Default yes. */
  public TlsConfBuilder hostnameVerification(boolean hostnameVerification) {
    return set(TLS_HOSTNAME_VERIFICATION, hostnameVerification);
  }

  private <T> TlsConfBuilder set(ConfKey<T> key, T value) {
    values = values.with(key, value);
    return this;
  }

  /** {@return the configuration} */
  public TlsConf build() {
    return new TlsConf(values);
  }
}
