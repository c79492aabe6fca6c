package net.es.esmond.storage.testkit.postgres;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Disk;
import net.es.esmond.storage.testkit.internal.Folders;

/**
 * A server's files, and the command that runs it on them.
 *
 * @param data what PostgreSQL calls the data directory
 */
record ServerFiles(PostgresConfig settings, Path data) {
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(1);

  /** The command that runs the server, whose files are made if there are none yet. */
  List<String> command(String user, InetSocketAddress boundTo) {
    PostgresBinaries binaries = PostgresBinaries.get(settings.version());
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize(binaries, user);
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("listen_addresses", boundTo.getAddress().getHostAddress());
    options.put("port", String.valueOf(boundTo.getPort()));
    options.put("unix_socket_directories", "");
    options.put("log_line_prefix", "%m [%p] %q%u@%d ");
    // The machine outlives the test: only a machine's crash would lose what is not synced.
    options.put("fsync", "off");
    options.putAll(settings.options());
    List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
    options.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    return binaries.command("postgres", arguments);
  }

  /** Whether the server is told to follow a primary. */
  boolean areOfAStandby() {
    return Files.exists(data.resolve("standby.signal"));
  }

  /** Adds settings, which a running server must be told to read. */
  void configure(Map<String, String> changes) {
    StringBuilder lines = new StringBuilder();
    changes.forEach(
        (name, value) ->
            lines.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    // The file that ALTER SYSTEM writes; the last line about a setting counts.
    append("postgresql.auto.conf", lines);
  }

  private void initialize(PostgresBinaries binaries, String user) {
    Path password = Folders.write(data.resolveSibling("password"), settings.password() + "\n");
    try {
      Commands.run(
          binaries.command(
              "initdb",
              List.of(
                  "--pgdata=" + data,
                  "--username=" + user,
                  "--pwfile=" + password,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--no-sync")),
          INITDB_TIMEOUT);
      // initdb knows 127.0.0.1 only.
      append(
          "pg_hba.conf",
          """
          host all         all 127.0.0.0/8 scram-sha-256
          host replication all 127.0.0.0/8 scram-sha-256
          """);
    } finally {
      Folders.deleteIfExists(password);
    }
  }

  private void append(String file, CharSequence lines) {
    Path all = data.resolve(file);
    Disk.writing(all, () -> Files.writeString(all, lines, StandardOpenOption.APPEND));
  }
}
