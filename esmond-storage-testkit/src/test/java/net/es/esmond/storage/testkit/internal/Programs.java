package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of Debian's packages. */
public final class Programs {
  private static final Map<String, String> PACKAGES =
      Map.of("ip", "iproute2", "apache2", "apache2-bin");

  private Programs() {}

  private static Optional<Path> find(String name) {
    return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/usr/local/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public static boolean isInstalled(String name) {
    return find(name).isPresent();
  }

  public static String path(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException(hint(name))).toString();
  }

  /** Says whether something listens at an address. */
  public static boolean listens(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Says how to get a program that is not there. */
  public static String hint(String name) {
    return name + " is not installed: apt-get install " + PACKAGES.getOrDefault(name, name);
  }
}
