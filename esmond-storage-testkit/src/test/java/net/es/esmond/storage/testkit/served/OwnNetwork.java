package net.es.esmond.storage.testkit.served;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.Programs;

/**
 * A network namespace with the addresses of the configurations that the page about balancers shows,
 * and a bridge for further machines. It lasts as long as the process in it.
 */
final class OwnNetwork {
  private static final String INSIDE = "served.inside";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private OwnNetwork() {}

  static boolean isEntered() {
    return Boolean.getBoolean(INSIDE);
  }

  /** Says why no such network can be had here; empty when one can. */
  static String unavailable() {
    if (!Programs.isInstalled("ip")) {
      return Programs.hint("ip");
    }
    try {
      List<String> command = new ArrayList<>(unshare());
      command.add("true");
      String unused = Commands.run(command, TIMEOUT);
      return "";
    } catch (ServerException e) {
      return "no network namespace can be had: " + e.getMessage().strip();
    }
  }

  private static List<String> unshare() {
    boolean root = System.getProperty("user.name").equals("root");
    return List.of("unshare", root ? "-n" : "-rn");
  }

  /** Runs a program in a network of its own, to its end, and returns its status. */
  static int run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    Path hosts = Folders.temporary("served").resolve("hosts");
    Files.writeString(hosts, Files.readString(Path.of("/etc/hosts")) + "\n" + resource("hosts"));
    List<String> options =
        new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    options.addAll(List.of("-D" + INSIDE + "=true", "-Djdk.net.hosts.file=" + hosts));
    ProcessBuilder builder = ChildJvm.of(options, main, List.of(arguments));
    builder.command().addAll(0, unshare());
    return builder.inheritIO().start().waitFor();
  }

  /** Gives the network its addresses. */
  static void setUp() {
    shell("ip link set lo up; ip link add served type bridge; ip link set served up");
    for (int host : new int[] {1, 10, 11, 12, 13}) {
      shell("ip addr add 192.0.2." + host + "/24 dev served");
    }
  }

  static void shell(String script) {
    String unused = Commands.run(List.of("sh", "-ec", script), TIMEOUT);
  }

  /** Returns one of the configurations that the page about balancers shows. */
  static String resource(String name) {
    try (InputStream in = OwnNetwork.class.getResourceAsStream("/served/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
