package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Threads of a storage, and TCP connections, that this process still has. */
final class Leftovers {
  private static final Pattern OF_A_STORAGE =
      Pattern.compile("esmond-.*|s\\d+-.*|Hikari.*|PostgreSQL-JDBC.*|globalEventExecutor.*");
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  private Leftovers() {}

  static List<String> now() {
    List<String> left = new ArrayList<>();
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> OF_A_STORAGE.matcher(name).matches())
        .forEach(name -> left.add("thread " + name));
    try {
      connections().forEach(socket -> left.add("connection " + socket));
    } catch (IOException e) {
      left.add("connections could not be listed: " + e);
    }
    return left;
  }

  /** The lines of the kernel's tables about sockets that this process has open. */
  private static List<String> connections() throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        Matcher socket = SOCKET.matcher(target(file));
        if (socket.matches()) {
          own.add(socket.group(1));
        }
      }
    }
    List<String> connections = new ArrayList<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] columns = line.strip().split("\\s+");
          if (columns.length > 9 && own.contains(columns[9])) {
            connections.add(columns[1] + " to " + columns[2]);
          }
        }
      }
    }
    return connections;
  }

  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException e) {
      // Closed since the folder was listed.
      return "";
    }
  }
}
