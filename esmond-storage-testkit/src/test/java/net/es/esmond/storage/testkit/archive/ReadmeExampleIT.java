package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's example does what it says: it is the body of a test. */
class ReadmeExampleIT {
  private static final Path TOP = Path.of("..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL);

  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  private final List<Point> seen = new ArrayList<>();

  @Test
  void the_example_writes_and_reads_a_point(@TempDir Path folder) throws IOException {
    Path file = conf(folder);
    Registration registration =
        Registration.pointToPoint()
            .source("198.51.100.1")
            .inputSource("a.example.net")
            .destination("198.51.100.2")
            .inputDestination("b.example.net")
            .measurementAgent("198.51.100.1")
            .toolName("bwctl/iperf3")
            .eventType(EventType.THROUGHPUT)
            .build();
    Instant from = Instant.now().minus(Duration.ofHours(1));
    Instant to = Instant.now().plus(Duration.ofHours(1));

    // README: begin
    try (EsmondStorage storage = EsmondStorage.open(EsmondConf.load(file))) {
      Metadata test = storage.metadata().register(registration);
      storage.archive().write(test.key(), "throughput", Instant.now(), 9_412_000_000L);
      SeriesQuery query = SeriesQuery.base(test.key(), "throughput").between(from, to);
      storage.archive().read(query).forEach(point -> show(point));
    }
    // README: end

    assertThat(seen)
        .singleElement()
        .extracting(Point::value)
        .hasToString("IntegerValue[value=9412000000]");
  }

  @Test
  void the_readme_shows_the_example_that_this_test_runs() throws IOException {
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");

    assertThat(only(JAVA_BLOCK, TOP.resolve("README.md")))
        .isEqualTo(only(EXAMPLE, source).indent(-4));
  }

  private void show(Point point) {
    seen.add(point);
  }

  private static String only(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(file));
    assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
    return matcher.group(1);
  }

  private static Path conf(Path folder) throws IOException {
    PostgresServer postgres = POSTGRES.get();
    postgres.createDatabase("readme");
    String servers =
        SharedRing.servers().stream().map(Object::toString).collect(Collectors.joining(", "));
    return Files.writeString(
        folder.resolve("esmond.conf"),
        """
        [main]
        cassandra_servers = %s
        cassandra_keyspace = readme
        cassandra_replicas = 3
        sql_db_host = %s
        sql_db_port = %s
        sql_db_name = readme
        sql_db_user = %s
        sql_db_password = %s
        """
            .formatted(
                servers,
                postgres.address().getAddress().getHostAddress(),
                postgres.address().getPort(),
                postgres.user(),
                postgres.password()));
  }
}
