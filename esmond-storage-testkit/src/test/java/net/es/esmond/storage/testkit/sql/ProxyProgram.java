package net.es.esmond.storage.testkit.sql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Programs;
import org.awaitility.Awaitility;

/** A program of Debian's that stands between this library and PostgreSQL, until it is closed. */
final class ProxyProgram implements AutoCloseable {
  private final Process process;
  private final HostPort address;

  private ProxyProgram(Process process, HostPort address) {
    this.process = process;
    this.address = address;
  }

  /** Picks an address for a program that does not run yet. */
  static HostPort freeAddress(String host) throws IOException {
    return new HostPort(host, FreePorts.pick(List.of(InetAddress.getByName(host))));
  }

  /**
   * Starts a program and waits until it listens. Where it is not installed, the test is skipped,
   * and says so.
   *
   * @param name the program, which is also the name of its Debian package
   * @param address where the configuration has it listen
   * @param arguments what the program gets
   * @param log the program's output
   */
  static ProxyProgram start(String name, HostPort address, Path log, String... arguments)
      throws IOException {
    assumeTrue(Programs.isInstalled(name), Programs.hint(name));
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PgBouncer refuses to run as root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(Programs.path(name));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ProxyProgram started = new ProxyProgram(process, address);
    try {
      Awaitility.await(name + " listens, see " + log)
          .until(
              () ->
                  Programs.listens(new InetSocketAddress(address.host(), address.port()))
                      || !process.isAlive());
      if (!process.isAlive()) {
        throw new IOException(name + " ended: " + Files.readString(log));
      }
      return started;
    } catch (RuntimeException | IOException e) {
      started.close();
      throw e;
    }
  }

  HostPort address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
