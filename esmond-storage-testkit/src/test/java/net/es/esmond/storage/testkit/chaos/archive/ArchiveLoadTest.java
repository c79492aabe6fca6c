package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load of the chaos on stores in memory, to which nothing happens: no check finds anything. */
class ArchiveLoadTest {
  private static final int PER_SECOND = 200;
  private static final Duration WORK = Duration.ofSeconds(3);

  private final InMemoryTimeSeriesStore series = new InMemoryTimeSeriesStore(Clock.systemUTC());
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final long startNanos = System.nanoTime();
  private final long startMillis = System.currentTimeMillis() / 1000 * 1000;
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"KEEP", "UNCHECKED", "STRICT"})
  void nothing_is_found_where_nothing_happened(ConflictMode conflicts) throws Exception {
    Setting setting = new Setting(1, 3, conflicts, true);
    List<Client> clients = new ArrayList<>();
    for (int number = 1; number <= Reachability.CLIENTS; number++) {
      clients.add(new Client(number, conflicts));
    }
    Parallel.run(clients.stream().<Runnable>map(client -> client::work).toList());
    for (Client client : clients) {
      client.calls.awaitNone();
    }
    for (Client client : clients) {
      client.end();
    }
    List<Operation> operations = new ArrayList<>();
    for (Client client : clients) {
      operations.addAll(client.operations());
    }

    try (EsmondStorage observer = open(conflicts)) {
      observer.maintenance().storeSummaries();
      Findings findings =
          Check.all(new History(setting, operations, List.of()), new FinalReader(observer).read(2));

      assertThat(findings.toString()).isEmpty();
      assertThat(findings.figure("points acknowledged")).isPositive();
    }
  }

  private EsmondStorage open(ConflictMode conflicts) {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .conflicts(conflicts)
        .allowedLateness(Duration.ofMinutes(1))
        .withoutBackgroundMaintenance()
        .timeSeries((conf, context) -> series)
        .metadata((conf, context) -> metadata)
        .open();
  }

  private final class Client {
    private final ClientSetup setup;
    private final OperationLog log;
    private final LoggedCalls calls;
    private final EsmondStorage storage;
    private final ChangeFollower follower;

    Client(int number, ConflictMode conflicts) throws Exception {
      setup = new ClientSetup(folder, number, 1, 1, conflicts, startNanos, startMillis, PER_SECOND);
      log = new OperationLog(file());
      calls = new LoggedCalls(log);
      storage = open(conflicts);
      follower = new ChangeFollower(storage.metadata(), calls, setup);
    }

    private Path file() {
      return setup.files().operations(setup.process());
    }

    void work() {
      new ClientLoad(setup, new ArchiveCalls(storage, calls))
          .run(() -> setup.sinceStart().compareTo(WORK) < 0);
    }

    void end() throws Exception {
      while (!follower.isAtEndAfterNextPage()) {
        assertThat(setup.sinceStart()).isLessThan(Duration.ofMinutes(1));
      }
      storage.close();
      calls.block(
          LoggedCalls.Call.of(Kind.CLOSE, ""),
          List::<String>of,
          (id, left) -> Ended.with(id, List.of(), left, 0, true));
      log.close();
    }

    List<Operation> operations() throws Exception {
      return OperationLog.read(setup.process(), file());
    }
  }
}
