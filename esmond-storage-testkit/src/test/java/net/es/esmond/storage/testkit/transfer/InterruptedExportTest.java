package net.es.esmond.storage.testkit.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ExportFormat;
import net.es.esmond.storage.transfer.ExportReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that are cut off between any two records, and records with odd keys. */
class InterruptedExportTest {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Runnable meanwhile = () -> {};
  private final EsmondStorage storage =
      MemoryArchive.open(
          RetentionPolicies.NONE,
          store ->
              new ForwardingTimeSeriesStore(store) {
                @Override
                public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
                  meanwhile.run();
                  return super.read(read, deadline);
                }
              });

  @AfterEach
  void close() {
    storage.close();
  }

  private void adopt(String key, String eventType) {
    Metadata some = TestData.newTest().parameter("key", key).build().newRecord();
    storage
        .metadata()
        .adopt(
            new Metadata(
                key,
                some.checksum(),
                some.subject(),
                List.of(new EventTypeInfo(eventType, SummaryType.BASE, 0, Optional.empty())),
                some.parameters()));
  }

  private void write(String key, int points) {
    storage
        .archive()
        .writeAll(
            key,
            "throughput",
            IntStream.range(0, points)
                .mapToObj(n -> new Point(BEGIN.plusSeconds(n), new IntegerValue(n)))
                .toList());
  }

  private static String key(int number) {
    return String.format(Locale.ROOT, "key%02d", number);
  }

  @Test
  void a_token_loses_no_record_without_series() {
    for (int i = 0; i < 40; i++) {
      adopt(key(i), i % 2 == 0 ? "throughput" : "of-another-version");
    }

    TokenedExport export = new TokenedExport(ArchiveExport.of(storage));

    assertThat(new String(export.whole(), UTF_8).lines()).hasSize(40);
    assertThat(new String(export.goneOnFrom(0), UTF_8))
        .isEqualTo(new String(export.whole(), UTF_8));
  }

  @Test
  void a_token_of_an_earlier_export_is_not_used() throws IOException {
    adopt("0123", "throughput");
    write("0123", 10);
    Path file = folder.resolve("all.csv");
    ArchiveExport export = ArchiveExport.of(storage);
    // A process was killed when the file had its name, and before the token was removed.
    Files.writeString(folder.resolve("all.csv.part.token"), "40 some-token");
    Path inTheWay = Files.createFile(Files.createDirectories(file).resolve("in-the-way"));
    assertThatThrownBy(() -> export.toFile(file, ExportFormat.CSV))
        .isInstanceOf(TransferException.class);
    Files.delete(inTheWay);
    Files.delete(file);

    export.toFile(file, ExportFormat.CSV);

    assertThat(Files.readString(file).lines()).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_record_deleted_meanwhile_stops_no_export(boolean folders) {
    for (int i = 0; i < 40; i++) {
      adopt(key(i), "throughput");
      write(key(i), 1);
    }
    meanwhile = () -> storage.metadata().delete("key39");
    ArchiveExport export = ArchiveExport.of(storage);

    ExportReport report =
        folders
            ? export.toFolder(folder.resolve("all"))
            : export.toFile(folder.resolve("all.csv"), ExportFormat.CSV);

    assertThat(report.points()).isEqualTo(39);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_report_counts_windows_that_cannot_be_computed(boolean folders) {
    String key =
        storage
            .metadata()
            .register(
                TestData.newTest()
                    .eventType(EventType.THROUGHPUT)
                    .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
                    .build())
            .key();
    storage.archive().write(key, "throughput", BEGIN, Long.MAX_VALUE);
    storage.archive().write(key, "throughput", BEGIN.plusSeconds(60), Long.MAX_VALUE);
    ArchiveExport export = ArchiveExport.of(storage);

    ExportReport report =
        folders
            ? export.toFolder(folder.resolve("all"))
            : export.toFile(folder.resolve("all.csv"), ExportFormat.CSV);

    assertThat(report).isEqualTo(new ExportReport(1, 2, 2, 1, false));
  }

  @Test
  void no_key_leads_out_of_the_folder() {
    adopt("..", "throughput");
    adopt(".", "throughput");
    write("..", 10);
    Path inner = folder.resolve("outer/inner");

    ArchiveExport.of(storage).toFolder(inner);

    assertThat(folder.resolve("outer")).isDirectoryNotContaining(path -> !path.endsWith("inner"));
    assertThat(inner).isDirectoryNotContaining("glob:**.json");
  }
}
