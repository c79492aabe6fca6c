package net.es.esmond.storage.testkit.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.ImportSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports of files that are damaged, or hold what no archive has: the rest is taken. */
class StrangeFilesTest {
  private static final String POINT = "{\"ts\": 1700000000, \"val\": 1}";

  @TempDir private Path folder;
  private final EsmondStorage storage = MemoryArchive.open();
  private String key = "";

  @BeforeEach
  void register() {
    key =
        storage
            .metadata()
            .register(
                TestData.newTest()
                    .eventType(EventType.THROUGHPUT)
                    .eventType(EventType.NTP_DELAY)
                    .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
                    .build())
            .key();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private ImportReport imported(String name, String text) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {
      return ArchiveImport.into(storage).withPointsBefore2000().run(source);
    }
  }

  private long stored(EventType type) {
    return storage.archive().count(SeriesQuery.base(key, type.esmondName()));
  }

  @Test
  void a_file_damaged_in_its_middle_ends_there() throws IOException {
    ImportReport report =
        imported(key + "/throughput/base.json", "[" + POINT + ", xx, {\"ts\": 1, \"val\": 2}]");

    assertThat(report.written()).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(report.faults()).asString().contains("the rest after item 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[%s]\n[{\"ts\":1}]", "%s\n{\"ts\": 1}", "[%s]]"})
  void what_follows_a_document_is_refused(String text) throws IOException {
    ImportReport report = imported(key + "/throughput/base.json", text.formatted(POINT));

    assertThat(report.written()).isEqualTo(1);
    assertThat(report.faults()).asString().contains("the rest after item 1");
  }

  @Test
  void an_empty_file_is_no_document() throws IOException {
    ImportReport report = imported(key + "/throughput/base.json", " \n");

    assertThat(report.faults()).asString().contains("the rest after item 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000})
  void a_damaged_member_of_a_compressed_file_is_no_end(int more) throws IOException {
    String line = "{\"metadata-key\":\"%s\",\"event-type\":\"throughput\",\"ts\":%s,\"val\":2}\n";
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int begin = 0;
    for (int lines : new int[] {1, more}) {
      begin = file.size();
      try (OutputStream member = new GZIPOutputStream(file)) {
        for (int i = 0; i < lines; i++) {
          member.write(line.formatted(key, 1_700_000_000 + i).getBytes(UTF_8));
        }
      }
    }
    byte[] damaged = file.toByteArray();
    damaged[begin] = 0;
    Files.write(Files.createDirectories(folder.resolve("in")).resolve("all.jsonl.gz"), damaged);

    ImportReport report = imported("empty.json", "[]");

    assertThat(report.written()).isEqualTo(1);
    assertThat(report.faults()).asString().contains("the rest after item 1", "gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483645", "-1e2147483647", "1e-2147483647"})
  void a_float_of_any_exponent_stops_no_import(String number) throws IOException {
    ImportReport report =
        imported(
            key + "/ntp-delay/base.json",
            "[{\"ts\": 1700000001, \"val\": " + number + "}, " + POINT + "]");

    assertThat(report.written() + report.refused()).isEqualTo(2);
    assertThat(stored(EventType.NTP_DELAY)).isPositive();
  }

  /** The first one has the lowest 64 bits of a time in 2023. */
  @ParameterizedTest
  @ValueSource(strings = {"18446745773709551616", "\"soon\"", "null", "1e30", "1700000000000.5e99"})
  void a_sample_without_a_time_is_refused(String millis) throws IOException {
    ImportReport report =
        imported(
            "samples.json",
            "[{\"path\": [\"ps\", \"throughput\", \"%s\"], \"ts\": %s, \"val\": 1}]"
                .formatted(key, millis));

    assertThat(report.written()).isZero();
    assertThat(report.refused()).isEqualTo(1);
  }

  @Test
  void a_wrong_summary_keeps_no_other_out() throws IOException {
    long ahead = Instant.now().plus(Duration.ofDays(99)).getEpochSecond();

    ImportReport report =
        imported(
            key + "/throughput/averages/86400.json",
            "[{\"ts\": 1600041600, \"val\": 1}, {\"ts\": %s, \"val\": 2}, {\"ts\": 1600128000, \"val\": 3}]"
                .formatted(ahead));

    assertThat(report.summaries()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(1);
    Series averages = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400);
    assertThat(MemoryArchive.points(storage, averages)).hasSize(2);
  }

  @Test
  void every_refused_point_is_counted() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_500; i++) {
      lines.append(
          "{\"metadata-key\":\"absent"
              + i
              + "\",\"event-type\":\"throughput\",\"ts\":1700000000,\"val\":2}\n");
    }

    assertThat(imported("lines.jsonl", lines.toString()).refused()).isEqualTo(1_500);
  }

  /** The file with the record comes behind the one with its points. */
  @Test
  void a_check_finds_records_that_have_another_key() {
    Registration test = TestData.newTest().eventType(EventType.PACKET_COUNT_SENT).build();
    try (EsmondStorage from = MemoryArchive.open()) {
      Metadata record = from.metadata().register(test);
      from.archive()
          .write(record.key(), "packet-count-sent", Instant.ofEpochSecond(1_700_000_000), 1);
      ArchiveExport.of(from).toFolder(folder.resolve("in"));
      storage
          .metadata()
          .adopt(
              new Metadata(
                  "moved",
                  record.checksum(),
                  record.subject(),
                  record.eventTypes(),
                  record.parameters()));
    }
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {
      assertThat(ArchiveImport.into(storage).run(source).written()).isEqualTo(1);

      assertThat(ArchiveImport.into(storage).verify(source, 1).differences()).isEmpty();
    }
  }

  @Test
  void a_check_passes_over_records_that_are_refused() throws IOException {
    imported(
        "list.json",
        "[{\"metadata-key\": \"0123\", \"subject-type\": \"strange\"}, {\"metadata-key\": \""
            + "k".repeat(200)
            + "\", \"subject-type\": \"network-element\", \"source\": \"10.0.0.1\","
            + " \"measurement-agent\": \"10.0.0.1\", \"tool-name\": \"t\", \"input-source\": \"a\","
            + " \"event-types\": [{\"event-type\": \"throughput\"}]}]");
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {

      assertThat(ArchiveImport.into(storage).run(source).refused()).isEqualTo(2);
      assertThat(ArchiveImport.into(storage).verify(source, 1).isEqual()).isTrue();
    }
  }
}
