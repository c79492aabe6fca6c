package net.es.esmond.storage.testkit.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import net.es.esmond.storage.testkit.cassandra.Certificates;

/** Keys and certificates in the form that PostgreSQL reads, beside the stores they come from. */
final class PemFiles {
  private PemFiles() {}

  static Path key(Path store, String alias) throws IOException, GeneralSecurityException {
    Path file =
        write(store, "key", "PRIVATE KEY", open(store).getKey(alias, password()).getEncoded());
    // The server refuses one that others can read.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  static Path certificate(Path store, String alias) throws IOException, GeneralSecurityException {
    return write(store, "pem", "CERTIFICATE", open(store).getCertificate(alias).getEncoded());
  }

  private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), password());
  }

  private static char[] password() {
    return Certificates.PASSWORD.toCharArray();
  }

  private static Path write(Path store, String suffix, String what, byte[] der) throws IOException {
    return Files.writeString(
        store.resolveSibling(store.getFileName() + "." + suffix),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(
                what,
                Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der),
                what));
  }
}
