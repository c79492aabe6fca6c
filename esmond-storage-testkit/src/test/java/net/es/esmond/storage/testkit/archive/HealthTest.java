package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.HealthListener;
import net.es.esmond.storage.health.MaintenanceRun;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StorageHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a host is told of the health of its storage. */
class HealthTest {
  private final Ailing series = new Ailing();
  private final List<StoreHealth> heard = new CopyOnWriteArrayList<>();
  private final List<String> answers = new ArrayList<>();

  /** A store whose health is what the test says. */
  private static final class Ailing extends ForwardingTimeSeriesStore {
    private volatile Optional<StoreHealth> health = Optional.empty();

    Ailing() {
      super(new InMemoryTimeSeriesStore(Clock.systemUTC()));
    }

    @Override
    public StoreHealth health() {
      return health.orElseGet(super::health);
    }
  }

  @Test
  void a_storage_that_serves_has_nothing_against_it() {
    try (EsmondStorage storage = open()) {
      await().untilAsserted(() -> assertThat(storage.health().problems()).isEmpty());

      StorageHealth health = storage.health();
      assertThat(health.canServe()).isTrue();
      assertThat(health.measurements().state()).isEqualTo(StoreState.UP);
      assertThat(health.metadata().state()).isEqualTo(StoreState.UP);
      assertThat(health.repairDue()).isFalse();
      assertThat(health.touchesWaiting()).isZero();
      assertThat(health.clocks().host()).isPresent();
    }
  }

  @Test
  void each_kind_of_maintenance_tells_its_last_run() {
    try (EsmondStorage storage = open()) {
      assertThat(storage.health().maintenance()).isEmpty();
      Instant before = storage.clock().instant();
      storage.maintenance().storeSummaries();
      storage.maintenance().applyRetention(true);

      assertThat(storage.health().maintenance())
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.work()).isEqualTo("storing summaries");
                assertThat(run.ended()).isAfterOrEqualTo(before);
                assertThat(run.problem()).isEmpty();
              });
      storage.maintenance().deleteData();
      storage.maintenance().applyRetention(false);
      assertThat(storage.health().maintenance()).extracting(MaintenanceRun::work).hasSize(3);
    }
  }

  @Test
  void a_loss_is_told_heard_and_logged_once_and_so_is_its_end() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger ours = (Logger) LoggerFactory.getLogger("net.es.esmond.storage.internal.health");
    log.start();
    ours.setLevel(Level.INFO);
    ours.addAppender(log);
    try (EsmondStorage storage = open()) {
      StoreHealth lost = quorumLost();
      series.health = Optional.of(lost);

      assertThat(storage.health().measurements()).isEqualTo(lost);
      assertThat(storage.health().canServe()).isFalse();
      assertThat(storage.health().metadata().canServe()).isTrue();
      assertThat(storage.health().problems()).contains(lost.summary());
      await().untilAsserted(() -> assertThat(heard).containsExactly(lost));

      series.health = Optional.empty();
      assertThat(storage.health().canServe()).isTrue();
      await().untilAsserted(() -> assertThat(heard).hasSize(2));
      assertThat(log.list)
          .extracting(ILoggingEvent::getLevel)
          .containsExactly(Level.WARN, Level.INFO);
      assertThat(log.list.get(0).getFormattedMessage())
          .contains("Connection refused", "LOCAL_QUORUM needs 2");
    } finally {
      ours.detachAppender(log);
      ours.setLevel(null);
    }
    assertThat(heard).as("closing is no change").hasSize(2);
  }

  @Test
  void a_cluster_that_was_never_reached_says_why_in_its_own_words() {
    CassandraConf nobody =
        CassandraConf.builder().servers(List.of(new HostPort("127.0.0.1", 1))).build();
    try (EsmondStorage storage =
        builder(EsmondConf.of(nobody, SqlConf.builder().build()))
            .timeSeries(new CassandraProvider())
            .inBackground()
            .open()) {
      await()
          .untilAsserted(
              () ->
                  assertThat(storage.health().measurements().reason())
                      .hasValueSatisfying(why -> assertThat(why).contains("Connection refused")));

      StoreHealth health = storage.health().measurements();
      assertThat(health.state()).isEqualTo(StoreState.CONNECTING);
      assertThat(health.canRead()).isFalse();
      assertThat(health.canWrite()).isFalse();
      assertThat(health.down()).extracting(ServerHealth::server).containsExactly("127.0.0.1:1");
      await().untilAsserted(() -> assertThat(heard).hasSize(1));
    }
  }

  @Test
  void the_readme_shows_how_a_service_answers_its_balancer() throws IOException {
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
    Matcher example =
        Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL)
            .matcher(Files.readString(source));
    assertThat(example.find()).isTrue();
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example.group(1).indent(-4) + "```");

    try (EsmondStorage storage = open()) {
      await().until(() -> storage.health().problems().isEmpty());
      answerBalancer(storage);
      series.health = Optional.of(quorumLost());
      answerBalancer(storage);
    }
    assertThat(answers).hasSize(2).startsWith("200 ");
    assertThat(answers.get(1)).startsWith("503 Cassandra is DEGRADED");
  }

  private void answerBalancer(EsmondStorage storage) {
    // README: begin
    StorageHealth health = storage.health();
    respond(health.canServe() ? 200 : 503, String.join("\n", health.problems()));
    // README: end
  }

  private void respond(int status, String text) {
    answers.add(status + " " + text);
  }

  private EsmondStorage open() {
    return builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .timeSeries((conf, context) -> series)
        .open();
  }

  private EsmondStorageBuilder builder(EsmondConf conf) {
    return EsmondStorage.builder(conf)
        .metadata((ignored, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        .service(HealthListener.class, (before, after) -> heard.add(after))
        .withoutBackgroundMaintenance();
  }

  private static StoreHealth quorumLost() {
    Optional<String> obstacle = Optional.of("LOCAL_QUORUM needs 2 of the replicas");
    List<ServerHealth> servers =
        List.of(
            new ServerHealth("192.0.2.1:9042", true, "up"),
            new ServerHealth("192.0.2.2:9042", false, "down, Connection refused"));
    return new StoreHealth(
        StoreException.Store.CASSANDRA,
        StoreState.DEGRADED,
        Instant.EPOCH,
        Optional.of(servers.get(1).toString()),
        servers,
        obstacle,
        obstacle);
  }
}
