package net.es.esmond.storage.testkit.bench.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import net.es.esmond.storage.testkit.bench.Figures;

/** What became of the requests: one line for each event and client. */
final class FaultTable {
  private static final String HEADER =
      String.format(
          "%-14s %-25s %-20s %9s %7s %14s %11s %14s %17s %9s %11s %11s",
          "setting",
          "event",
          "client",
          "requests",
          "failed",
          "slowest ms, ok",
          "slowest ms",
          "99%<100ms at s",
          "last failure at s",
          "lag ms",
          "us CPU, ok",
          "us CPU");

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
   * @param quietSlowestMillis the slowest before the event: what the machine does by itself
   * @param slowestMillis from the moment at which a request was due to its end
   * @param goodSeconds after the event, when 99 % took less than 100 ms again, for good
   * @param lastFailureSeconds after all nodes served again, when the last failure ended; negative
   *     before, 0 when there was none
   * @param lagMillis how late the load was sent at worst: part of the slowest, whoever's fault
   * @param quietCpuMicros processor time of the client for each request before the event
   * @param cpuMicros the same from the event on
   * @param lastError what the last failure said
   */
  record Row(
      String setting,
      String event,
      String client,
      double perSecond,
      int requests,
      long failed,
      double quietSlowestMillis,
      double slowestMillis,
      double goodSeconds,
      double lastFailureSeconds,
      double lagMillis,
      double quietCpuMicros,
      double cpuMicros,
      String lastError) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-14s %-25s %-20s %9d %7d %14.0f %11.0f %14.2f %17s %9.0f %11.0f %11.0f",
          setting,
          event,
          client,
          requests,
          failed,
          quietSlowestMillis,
          slowestMillis,
          goodSeconds,
          failed == 0 ? "-" : String.format(Locale.ROOT, "%.1f", lastFailureSeconds),
          lagMillis,
          quietCpuMicros,
          cpuMicros);
    }
  }

  FaultTable(String name) {
    this.name = name;
  }

  void add(Row row) {
    rows.add(row);
    System.out.println(row + (row.lastError().isEmpty() ? "" : "\n  " + row.lastError()));
  }

  /** Requests that failed, of all lines. */
  long failed() {
    return rows.stream().mapToLong(Row::failed).sum();
  }

  void publish() throws IOException {
    System.out.println(HEADER);
    rows.forEach(System.out::println);
    System.out.println(
        """
        Client and servers share this machine's cores, so what a starting node takes from the client
        counts for every client alike; the slowest of so few events is one draw, not a bound. Not
        shown: lost data (see -Pchaos), lines that lose or delay packets, rings larger than three
        nodes or of other than fresh data, and clients in processes of their own: both instances of
        the archive share this one. Their metadata is in memory, but for "archive, PostgreSQL".
        The archive looks before it writes, as only "look" does of the others, checks that the test
        is registered, and touches time_updated. "us CPU, ok" is the client's processor time for a
        request before the event, "us CPU" from the event on; both include this load's own. "slowest ms,
        ok" is the slowest of the four seconds before it: the machine's own noise. The bare
        driver was given addresses; it has no way to learn others once all have changed. It uses
        this library's tables: how long coordinators wait for a dead replica (speculative_retry) is
        the same.""");
    Figures figures = new Figures(name);
    rows.forEach(row -> add(figures, row));
    figures.write();
  }

  private void add(Figures figures, Row row) {
    Optional<Row> tuned =
        rows.stream()
            .filter(
                other ->
                    other.client().equals(BareContender.TUNED)
                        && !row.client().equals(BareContender.TUNED)
                        && other.setting().equals(row.setting())
                        && other.event().equals(row.event()))
            .findAny();
    add(figures, row, tuned, "failed", "requests", Row::failed);
    add(figures, row, tuned, "slowest before", "ms", Row::quietSlowestMillis);
    add(figures, row, tuned, "slowest", "ms", Row::slowestMillis);
    add(figures, row, tuned, "99 % under 100 ms again", "s", Row::goodSeconds);
    add(figures, row, tuned, "client CPU before", "us/request", Row::quietCpuMicros);
    add(figures, row, tuned, "client CPU from then on", "us/request", Row::cpuMicros);
  }

  private static void add(
      Figures figures,
      Row row,
      Optional<Row> tuned,
      String what,
      String unit,
      ToDoubleFunction<Row> figure) {
    String name = row.setting() + ", " + row.event() + ", " + row.client() + ": " + what;
    double value = figure.applyAsDouble(row);
    if (tuned.isPresent()) {
      figures.add(name, value, unit, BareContender.TUNED, figure.applyAsDouble(tuned.get()));
    } else {
      figures.add(name, value, unit);
    }
  }
}
