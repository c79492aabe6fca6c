package net.es.esmond.storage.testkit.served;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import net.es.esmond.storage.testkit.internal.Programs;

/** HAProxy with a configuration of the page about balancers, until it is closed. */
final class Haproxy implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final String PROGRAM = "haproxy";

  private final ProcessServer process;

  private Haproxy(ProcessServer process) {
    this.process = process;
  }

  static boolean isInstalled() {
    return Programs.isInstalled(PROGRAM);
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param name of its files
   * @param conf the text of its configuration
   * @param listens where it listens
   * @param machine makes a command one of the machine on which it runs
   */
  static Haproxy start(
      String name,
      Path folder,
      String conf,
      InetSocketAddress listens,
      UnaryOperator<List<String>> machine) {
    Path file = Folders.write(folder.resolve(name + ".cfg"), conf);
    List<String> command =
        machine.apply(List.of(Programs.path(PROGRAM), "-db", "-f", file.toString()));
    Haproxy haproxy =
        new Haproxy(
            new ProcessServer(
                new ProcessServer.Spec(
                    name,
                    folder.resolve(name + ".log"),
                    "TERM",
                    START_TIMEOUT,
                    () -> command,
                    () -> Programs.listens(listens))));
    haproxy.start();
    return haproxy;
  }

  void start() {
    process.start();
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.kill();
  }

  /**
   * Returns a figure of the status page.
   *
   * @param port of the page
   * @param server such as {@code instances,one}
   * @param column its name
   */
  static String status(int port, String server, String column) {
    try (InputStream in = URI.create("http://127.0.0.1:" + port + "/;csv").toURL().openStream()) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      int index = List.of(lines.get(0).substring(2).split(",")).indexOf(column);
      return lines.stream()
          .filter(line -> line.startsWith(server + ","))
          .map(line -> line.split(",")[index])
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.stop();
  }
}
