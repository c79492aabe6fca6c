package net.es.esmond.storage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The programs on real servers: an import is killed and goes on, and an export brings it out. */
class TransferProgramsIT {
  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  private static final int POINTS = 250_000;
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void an_import_that_was_killed_goes_on_and_comes_out_again() throws Exception {
    POSTGRES.get().createDatabase("transfer");
    Path conf = Files.writeString(folder.resolve("esmond.conf"), conf(POSTGRES.get()));
    try (EsmondStorage storage = EsmondStorage.open(EsmondConf.load(conf))) {
      killAndGoOn(storage, conf);
    }
  }

  private void killAndGoOn(EsmondStorage storage, Path conf) throws Exception {
    Registration test = TestData.newTest().eventType(EventType.PACKET_COUNT_SENT).build();
    Metadata record = storage.metadata().register(test);
    Path lines = writeLines(record.key());
    Path journal = folder.resolve("journal");
    List<String> arguments =
        List.of(lines.toString(), conf.toString(), journal.toString(), "10", "false", "20");

    Process killed = start(Import.class, arguments);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(journal) && Files.readString(journal).contains("base "));
    killed.destroyForcibly().waitFor();
    Archive archive = storage.archive().withTimeout(Duration.ofMinutes(1));
    long before = archive.count(SeriesQuery.base(record.key(), "packet-count-sent"));
    assertThat(before).isPositive();
    String rest = end(start(Import.class, arguments));

    assertThat(rest).contains("verified: 250,000 points of 1 series").contains("0 missing, 0 diff");
    assertThat(archive.count(SeriesQuery.base(record.key(), "packet-count-sent")))
        .isEqualTo(POINTS);
    Path out = folder.resolve("out.jsonl.gz");
    String query = "metadata-key=" + record.key();
    String exported = end(start(Export.class, List.of(out.toString(), conf.toString(), query)));
    assertThat(exported).contains("exported: 1 records, 1 series, 250,000 points");
    try (EsmondStorage copy = MemoryArchive.open();
        ImportSource source = ImportSource.folder(out)) {
      assertThat(ArchiveImport.into(copy).run(source).written()).isEqualTo(POINTS);
      assertThat(copy.metadata().get(record.key()).checksum()).isEqualTo(record.checksum());
    }
  }

  private Path writeLines(String key) throws IOException {
    Path lines = folder.resolve("in.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(lines)) {
      for (int n = 0; n < POINTS; n++) {
        out.write(
            "{\"metadata-key\":\""
                + key
                + "\",\"event-type\":\"packet-count-sent\",\"summary-type\":\"base\",\"ts\":"
                + BEGIN.plusSeconds(n).getEpochSecond()
                + ",\"val\":"
                + n
                + "}\n");
      }
    }
    return lines;
  }

  private Process start(Class<?> program, List<String> arguments) throws IOException {
    return ChildJvm.withoutJunit(List.of("-Xmx256m"), program, arguments)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.txt").toFile())
        .start();
  }

  private String end(Process process) throws Exception {
    assertThat(process.waitFor(6, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(folder.resolve("out.txt"));
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static String conf(PostgresServer postgres) {
    return String.join(
        "\n",
        "[main]",
        "cassandra_servers = "
            + SharedRing.servers().stream().map(Object::toString).collect(Collectors.joining(", ")),
        "cassandra_replicas = 3",
        "cassandra_keyspace = transfer_programs",
        "sql_db_host = " + postgres.address().getAddress().getHostAddress(),
        "sql_db_port = " + postgres.address().getPort(),
        "sql_db_name = transfer",
        "sql_db_user = " + postgres.user(),
        "sql_db_password = " + postgres.password(),
        "");
  }
}
