package net.es.esmond.storage.testkit.bench.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of the requests: one line for each event and client. */
final class FaultTable {
  private static final String HEADER =
      String.format(
          "%-14s %-22s %-17s %9s %7s %11s %14s %17s %9s",
          "setting",
          "event",
          "client",
          "requests",
          "failed",
          "slowest ms",
          "99%<100ms at s",
          "last failure at s",
          "lag ms");

  private final String name;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One line.
   *
   * @param setting replicas and level
   * @param event what happened
   * @param client under test
   * @param perSecond requests that were due in a second
   * @param requests that were due from the event on
   * @param failed of these
   * @param slowestMillis from the moment at which a request was due to its end
   * @param goodSeconds after the event, when 99 % took less than 100 ms again, for good
   * @param lastFailureSeconds after all nodes served again, when the last failure ended; negative
   *     before, 0 when there was none
   * @param lagMillis how late the load was sent at worst: part of the slowest, whoever's fault
   * @param lastError what the last failure said
   */
  record Row(
      String setting,
      String event,
      String client,
      double perSecond,
      int requests,
      long failed,
      double slowestMillis,
      double goodSeconds,
      double lastFailureSeconds,
      double lagMillis,
      String lastError) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-14s %-22s %-17s %9d %7d %11.0f %14.2f %17s %9.0f",
          setting,
          event,
          client,
          requests,
          failed,
          slowestMillis,
          goodSeconds,
          failed == 0 ? "-" : String.format(Locale.ROOT, "%.1f", lastFailureSeconds),
          lagMillis);
    }
  }

  FaultTable(String name) {
    this.name = name;
  }

  void add(Row row) {
    rows.add(row);
    System.out.println(row + (row.lastError().isEmpty() ? "" : "\n  " + row.lastError()));
  }

  void publish() throws IOException {
    System.out.println(HEADER);
    rows.forEach(System.out::println);
    System.out.println(
        """
        Client and servers share this machine's cores, so what a starting node takes from the client
        counts for every client alike; the slowest of so few events is one draw, not a bound. Not
        shown: lost data (see -Pchaos), lines that lose or delay packets, rings larger than three
        nodes or of other than fresh data, and more than one client. The bare driver was given
        addresses; it has no way to learn others once all have changed. It uses this library's
        tables: how long coordinators wait for a dead replica (speculative_retry) is the same.""");
    Path folder = Files.createDirectories(Path.of("esmond-storage-testkit", "target", "bench"));
    Path file = folder.resolve(name + ".json");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
    System.out.println("written to " + file);
  }
}
