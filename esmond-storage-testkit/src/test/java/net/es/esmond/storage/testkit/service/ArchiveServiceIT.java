package net.es.esmond.storage.testkit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import net.es.esmond.storage.testkit.service.RestClient.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service on real servers, with the database that esmond's Django models made. */
class ArchiveServiceIT {
  private static final Path REFERENCE =
      Path.of(System.getProperty("esmond.reference", "../../shared/reference"));

  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  private static EsmondStorage storage;
  private static ArchiveService service;
  private static RestClient writer;

  @BeforeAll
  static void open() throws IOException, SQLException {
    Path dump = REFERENCE.resolve("django-archive.sql");
    assumeTrue(Files.exists(dump), "no database made by Django at " + dump);
    PostgresServer postgres = POSTGRES.get();
    postgres.createDatabase("service");
    try (Connection connection = postgres.connect("service");
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(dump));
    }
    storage = EsmondStorage.open(conf(postgres));
    service = ArchiveService.start(storage);
    String key = storage.access().createKey("service").key().reveal();
    writer = new RestClient(service, "Token " + key);
  }

  private static EsmondConf conf(PostgresServer postgres) {
    HostPort address =
        new HostPort(
            postgres.address().getAddress().getHostAddress(), postgres.address().getPort());
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace("service")
            .replicas(3)
            .build(),
        SqlConf.builder()
            .servers(List.of(address))
            .database("service")
            .user(postgres.user())
            .password(new Secret(postgres.password()))
            .build());
  }

  @AfterAll
  static void close() {
    if (service != null) {
      service.close();
      storage.close();
    }
  }

  @Test
  void searches_find_what_esmond_found() throws IOException {
    JsonNode vectors =
        new ObjectMapper().readTree(REFERENCE.resolve("vectors/metadata-queries.json").toFile());

    for (JsonNode vector : vectors) {
      Map<String, String> parameters = new LinkedHashMap<>();
      vector
          .get("filters")
          .properties()
          .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
      Response found = writer.archive("", parameters);

      if (vector.has("error")) {
        assertThat(found.status()).as("%s", parameters).isEqualTo(400);
        assertThat(found.text()).contains(vector.get("error").asText());
      } else {
        List<String> keys = new ArrayList<>();
        vector.get("metadata_keys").forEach(key -> keys.add(key.asText()));
        assertThat(found.json().findValuesAsText("metadata-key"))
            .as("%s", parameters)
            .isEqualTo(keys);
      }
    }
  }

  @Test
  void the_record_of_esmonds_own_test_has_its_members() {
    String path = "/esmond/perfsonar/archive/e99bbc44b7b041c7ad9e51dc6a053b8c/";
    JsonNode record = writer.get(path).json();

    assertThat(record.get("uri").asText()).isEqualTo(path);
    assertThat(record.get("tool-name").asText()).isEqualTo("bwctl/iperf3");
    assertThat(record.get("ip-transport-protocol").asText()).isEqualTo("tcp");
    assertThat(record.get("bw-parallel-streams").asText()).isEqualTo("2");
    assertThat(writer.get(path + "throughput/").json())
        .isEqualTo(
            json(
                """
                [{"time-updated": 1398785369,
                  "summaries": [{"summary-type": "average", "summary-window": "3600",
                    "time-updated": 1398785369, "uri": "%1$sthroughput/averages/3600"}],
                  "base-uri": "%1$sthroughput/base", "event-type": "throughput"}]
                """
                    .formatted(path)));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void measurements_go_into_cassandra_and_come_back() {
    String key =
        writer
            .post(
                "",
                """
                {"subject-type": "network-element", "source": "10.1.1.1",
                 "measurement-agent": "10.1.1.1", "tool-name": "snmp", "input-source": "router",
                 "event-types": [{"event-type": "throughput"},
                   {"event-type": "histogram-owdelay", "summaries": [
                     {"summary-type": "statistics", "summary-window": "0"}]}]}
                """)
            .json()
            .get("metadata-key")
            .asText();
    long now = Instant.now().getEpochSecond();
    String measured =
        """
        {"data": [{"ts": %s, "val": [{"event-type": "throughput", "val": 9412000000},
          {"event-type": "histogram-owdelay", "val": {"1.5": 3, "2.5": 1}}]}]}
        """
            .formatted(now);

    assertThat(writer.put(key + "/", measured).status()).isEqualTo(201);
    assertThat(writer.put(key + "/", measured).status()).isEqualTo(201);

    assertThat(writer.archive(key + "/throughput/base", Map.of()).text())
        .isEqualTo("[{\"ts\":" + now + ",\"val\":9412000000.0}]");
    assertThat(writer.archive(key + "/histogram-owdelay/base", Map.of()).json().findValue("1.5"))
        .isNotNull();
    assertThat(writer.archive("", Map.of("time-range", "600")).text()).contains(key);
    assertThat(writer.get("/health").status()).isEqualTo(200);
    // The other tests find what esmond found only.
    assertThat(storage.metadata().delete(key)).isTrue();
  }
}
