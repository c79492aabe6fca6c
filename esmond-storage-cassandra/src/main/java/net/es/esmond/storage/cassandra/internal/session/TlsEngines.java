package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import org.jspecify.annotations.Nullable;

/** Creates TLS engines from the configured stores of keys and certificates. */
final class TlsEngines {
  private TlsEngines() {}

  static SslEngineFactory of(TlsConf conf) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys = null;
      if (conf.keyStore().isPresent()) {
        char[] password = chars(conf.keyStorePassword());
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load("cassandra_tls_key_store", conf.keyStore().get(), password), password);
      }
      TrustManagerFactory trusted = null;
      if (conf.trustStore().isPresent()) {
        trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(
            load(
                "cassandra_tls_trust_store",
                conf.trustStore().get(),
                chars(conf.trustStorePassword())));
      }
      context.init(
          keys == null ? null : keys.getKeyManagers(),
          trusted == null ? null : trusted.getTrustManagers(),
          null);
      return new ProgrammaticSslEngineFactory(context, null, conf.hostnameVerification());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM lacks TLS", e);
    }
  }

  private static KeyStore load(String key, Path file, char @Nullable [] password) {
    try {
      return KeyStore.getInstance(file.toFile(), password);
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfException(
          "configuration",
          List.of(
              new ConfProblem(
                  ConfProblem.Kind.VALUE,
                  0,
                  key,
                  file.toString(),
                  "must be a readable PKCS#12 or JKS file that its password opens")),
          e);
    }
  }

  private static char @Nullable [] chars(Optional<Secret> secret) {
    return secret.map(s -> s.reveal().toCharArray()).orElse(null);
  }
}
