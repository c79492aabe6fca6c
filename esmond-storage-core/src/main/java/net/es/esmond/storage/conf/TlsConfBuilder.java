package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Builds a {@link TlsConf}, whose documentation tells each value's rule and default. Not
 * thread-safe.
 */
public final class TlsConfBuilder {
  private boolean enabled = false;
  private Optional<Path> trustStore = Optional.empty();
  private Optional<Secret> trustStorePassword = Optional.empty();
  private Optional<Path> keyStore = Optional.empty();
  private Optional<Secret> keyStorePassword = Optional.empty();
  private boolean hostnameVerification = true;

  TlsConfBuilder() {}

  TlsConfBuilder(TlsConf conf) {
    enabled = conf.enabled();
    trustStore = conf.trustStore();
    trustStorePassword = conf.trustStorePassword();
    keyStore = conf.keyStore();
    keyStorePassword = conf.keyStorePassword();
    hostnameVerification = conf.hostnameVerification();
  }

  public TlsConfBuilder enabled(boolean enabled) {
    this.enabled = enabled;
    return this;
  }

  public TlsConfBuilder trustStore(Path trustStore) {
    this.trustStore = Optional.of(trustStore);
    return this;
  }

  public TlsConfBuilder trustStorePassword(Secret trustStorePassword) {
    this.trustStorePassword = Optional.of(trustStorePassword);
    return this;
  }

  public TlsConfBuilder keyStore(Path keyStore) {
    this.keyStore = Optional.of(keyStore);
    return this;
  }

  public TlsConfBuilder keyStorePassword(Secret keyStorePassword) {
    this.keyStorePassword = Optional.of(keyStorePassword);
    return this;
  }

  public TlsConfBuilder hostnameVerification(boolean hostnameVerification) {
    this.hostnameVerification = hostnameVerification;
    return this;
  }

  /**
   * Ends building.
   *
   * @return the configuration
   */
  public TlsConf build() {
    return new TlsConf(
        enabled, trustStore, trustStorePassword, keyStore, keyStorePassword, hostnameVerification);
  }
}
