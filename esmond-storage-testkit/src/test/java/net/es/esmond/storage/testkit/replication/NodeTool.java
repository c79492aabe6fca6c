package net.es.esmond.storage.testkit.replication;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.internal.ServerJars;
import net.es.esmond.storage.testkit.internal.ServerJdk;

/** Cassandra's own nodetool, as an operator runs it. */
final class NodeTool {
  private NodeTool() {}

  /**
   * Runs a command against a node.
   *
   * @param command as a plan gives it, {@code nodetool} first
   */
  static void run(CassandraNode node, String command) {
    List<String> line = new ArrayList<>();
    line.add(ServerJdk.find().java().toString());
    line.add("@" + jvmOptions());
    line.add("-Xmx128m");
    line.add("-cp");
    line.add(
        ServerJars.resolve("org.apache.cassandra", "cassandra-all", "5.0.9").stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    line.add("org.apache.cassandra.tools.NodeTool");
    line.addAll(List.of("-p", String.valueOf(node.jmxAddress().getPort())));
    line.addAll(List.of(command.replaceFirst("^nodetool ", "").split(" ")));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(command + ": " + output);
      }
    } catch (IOException e) {
      throw new IllegalStateException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command, e);
    }
  }

  /** It asks for the same packages of the JDK to be opened as the server does. */
  private static Path jvmOptions() {
    try (InputStream options = CassandraNode.class.getResourceAsStream("jvm.options")) {
      Path file = Files.createTempFile("nodetool", ".options");
      file.toFile().deleteOnExit();
      Files.write(file, Objects.requireNonNull(options).readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
