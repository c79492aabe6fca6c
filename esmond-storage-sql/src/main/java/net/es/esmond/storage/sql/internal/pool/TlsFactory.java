package net.es.esmond.storage.sql.internal.pool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.TlsConf;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS by key stores, as {@link TlsConf} has it. The PostgreSQL driver creates it by name, and hands
 * it the connection's properties.
 */
public final class TlsFactory extends WrappedFactory {
  private static final String TRUST_STORE = "esmond.trustStore";
  private static final String TRUST_STORE_PASSWORD = "esmond.trustStorePassword";
  private static final String KEY_STORE = "esmond.keyStore";
  private static final String KEY_STORE_PASSWORD = "esmond.keyStorePassword";

  /**
   * Called by the driver.
   *
   * @param properties the connection's
   * @throws GeneralSecurityException when a store cannot be used
   * @throws IOException when a store cannot be read
   */
  public TlsFactory(Properties properties) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(properties), authorities(properties), null);
    factory = context.getSocketFactory();
  }

  static void configure(Properties properties, TlsConf tls) {
    if (!tls.enabled()) {
      PGProperty.SSL_MODE.set(properties, "disable");
      return;
    }
    PGProperty.SSL_MODE.set(properties, tls.hostnameVerification() ? "verify-full" : "verify-ca");
    PGProperty.SSL_FACTORY.set(properties, TlsFactory.class.getName());
    set(properties, TRUST_STORE, tls.trustStore().map(Path::toString));
    set(properties, TRUST_STORE_PASSWORD, tls.trustStorePassword().map(Secret::reveal));
    set(properties, KEY_STORE, tls.keyStore().map(Path::toString));
    set(properties, KEY_STORE_PASSWORD, tls.keyStorePassword().map(Secret::reveal));
  }

  private static void set(Properties properties, String key, Optional<String> value) {
    value.ifPresent(text -> properties.setProperty(key, text));
  }

  private static KeyManager @Nullable [] keys(Properties properties)
      throws GeneralSecurityException, IOException {
    String file = properties.getProperty(KEY_STORE);
    if (file == null) {
      return null;
    }
    char[] password = properties.getProperty(KEY_STORE_PASSWORD, "").toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(file, password), password);
    return keys.getKeyManagers();
  }

  private static TrustManager @Nullable [] authorities(Properties properties)
      throws GeneralSecurityException, IOException {
    String file = properties.getProperty(TRUST_STORE);
    if (file == null) {
      return null;
    }
    TrustManagerFactory authorities =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    authorities.init(load(file, properties.getProperty(TRUST_STORE_PASSWORD, "").toCharArray()));
    return authorities.getTrustManagers();
  }

  /** PKCS#12 and JKS files are told apart by their first bytes. */
  private static KeyStore load(String file, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      store.load(in, password);
    }
    return store;
  }
}
