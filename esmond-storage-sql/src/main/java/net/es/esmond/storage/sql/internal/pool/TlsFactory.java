package net.es.esmond.storage.sql.internal.pool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/**
 * Creates TLS sockets with the key stores of {@link TlsConf}. The PostgreSQL driver creates the
 * factory by its class name, and passes the properties of the connection.
 */
public final class TlsFactory extends WrappedFactory {
  private static final String TRUST_STORE = "esmond.trustStore";
  private static final String TRUST_STORE_PASSWORD = "esmond.trustStorePassword";
  private static final String KEY_STORE = "esmond.keyStore";
  private static final String KEY_STORE_PASSWORD = "esmond.keyStorePassword";

  /**
   * Creates a factory; called by the driver.
   *
   * @param properties the properties of the connection
   * @throws ConfException when a store cannot be read
   * @throws GeneralSecurityException when the JVM lacks TLS
   */
  public TlsFactory(Properties properties) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(properties), authorities(properties), null);
    factory = context.getSocketFactory();
  }

  /** Refuses key stores that cannot be read: the driver would not say why a connection fails. */
  static void check(TlsConf tls) {
    Properties properties = new Properties();
    configure(properties, tls);
    try {
      keys(properties);
      authorities(properties);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM lacks TLS", e);
    }
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
      throws GeneralSecurityException {
    String file = properties.getProperty(KEY_STORE);
    if (file == null) {
      return null;
    }
    char[] password = properties.getProperty(KEY_STORE_PASSWORD, "").toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load("sql_db_tls_key_store", file, password), password);
    return keys.getKeyManagers();
  }

  private static TrustManager @Nullable [] authorities(Properties properties)
      throws GeneralSecurityException {
    String file = properties.getProperty(TRUST_STORE);
    if (file == null) {
      return null;
    }
    TrustManagerFactory authorities =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    authorities.init(
        load(
            "sql_db_tls_trust_store",
            file,
            properties.getProperty(TRUST_STORE_PASSWORD, "").toCharArray()));
    return authorities.getTrustManagers();
  }

  private static KeyStore load(String key, String file, char[] password) {
    try {
      return KeyStore.getInstance(new File(file), password);
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfException(
          "configuration",
          List.of(
              new ConfProblem(
                  ConfProblem.Kind.VALUE,
                  0,
                  key,
                  file,
                  "must be a readable PKCS#12 or JKS file that its password opens")),
          e);
    }
  }
}
