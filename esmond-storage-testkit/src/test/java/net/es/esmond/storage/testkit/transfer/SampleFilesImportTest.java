package net.es.esmond.storage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.data.SampleFiles;
import net.es.esmond.storage.testkit.data.SamplePoint;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ExportFormat;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.ImportSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** esmond's sample files go in, come out and are equal. */
class SampleFilesImportTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("esmond.reference", "../../shared/reference"))
          .resolve("esmond-test-data");

  @TempDir private Path folder;

  @BeforeEach
  void require() {
    assumeTrue(Files.isDirectory(FOLDER), FOLDER + " is absent");
  }

  /** The points of the files, by series. */
  private static Map<Series, List<Point>> samples() {
    Map<Series, List<Point>> samples = new LinkedHashMap<>();
    for (Path file : SampleFiles.in(FOLDER)) {
      try (Stream<SamplePoint> points = SampleFiles.read(file)) {
        points.forEach(
            point -> {
              Series series = Series.ofPath(String.join(":", point.path())).orElseThrow();
              Value value = Value.parse(series.eventType().valueType(), point.value());
              samples
                  .computeIfAbsent(series, each -> new ArrayList<>())
                  .add(new Point(point.time(), value));
            });
      }
    }
    return samples;
  }

  /** The files have points of tests that they do not describe. */
  private static void adoptTests(EsmondStorage storage, Iterable<Series> all) {
    Map<String, RegistrationBuilder> tests = new LinkedHashMap<>();
    for (Series series : all) {
      RegistrationBuilder test =
          tests.computeIfAbsent(
              series.metadataKey(),
              key ->
                  Registration.networkElement()
                      .source("198.51.100.1")
                      .measurementAgent("198.51.100.1")
                      .toolName("samples of " + key)
                      .inputSource("a.example.net"));
      if (series.summaryType() == SummaryType.BASE) {
        test.eventType(series.eventType());
      } else {
        test.summary(
            series.eventType(), series.summaryType(), Duration.ofSeconds(series.windowSeconds()));
      }
    }
    tests.forEach(
        (key, test) -> {
          Metadata record = test.build().newRecord();
          storage
              .metadata()
              .adopt(
                  new Metadata(
                      key,
                      record.checksum(),
                      record.subject(),
                      record.eventTypes(),
                      record.parameters()));
        });
  }

  private static ImportReport imported(EsmondStorage storage, Path from) {
    try (ImportSource source = ImportSource.folder(from)) {
      ArchiveImport in = ArchiveImport.into(storage);
      ImportReport report = in.run(source);
      assertThat(in.verify(source, 5).isEqual()).isTrue();
      return report;
    }
  }

  @Test
  void samples_and_daily_summaries_go_in_come_out_and_are_equal() {
    Map<Series, List<Point>> samples = samples();
    try (EsmondStorage storage = MemoryArchive.open();
        EsmondStorage copy = MemoryArchive.open()) {
      adoptTests(storage, samples.keySet());

      ImportReport report = imported(storage, FOLDER);
      assertThat(report.faults()).isEmpty();
      assertThat(report.written()).isEqualTo(5 * 1440 + 600);
      assertThat(report.summaries()).isEqualTo(102);
      ArchiveExport.of(storage).toFolder(folder.resolve("documents"));
      ArchiveExport.of(storage)
          .gzip()
          .toFile(folder.resolve("lines/all.jsonl.gz"), ExportFormat.JSON_LINES);

      for (String kind : List.of("documents", "lines")) {
        assertThat(imported(copy, folder.resolve(kind)).faults()).isEmpty();
        samples.forEach(
            (series, points) -> {
              assertThat(MemoryArchive.points(storage, series)).containsAll(points);
              assertThat(MemoryArchive.points(copy, series))
                  .isEqualTo(MemoryArchive.points(storage, series));
            });
      }
    }
  }

  @Test
  void the_records_of_the_fixture_are_taken_over_with_their_keys() {
    try (EsmondStorage storage = MemoryArchive.open();
        ImportSource source = ImportSource.folder(FOLDER)) {

      ImportReport report = ArchiveImport.into(storage).run(source);

      assertThat(report.records()).isEqualTo(16);
      assertThat(report.faults())
          .allMatch(fault -> fault.why().contains("is not registered"))
          .isNotEmpty();
      Metadata ping = storage.metadata().get("67a3c298de0b4237abee56b879e03587");
      assertThat(ping.checksum())
          .isEqualTo("02e0dfad195358be807dcf99007639b0ec8005cd305e1ce4fee4c7e3432a58fa");
      assertThat(ping.subject().toolName()).isEqualTo("bwctl/ping");
      assertThat(ping.parameters()).containsEntry("ip-packet-interval", "1");
      assertThat(ping.has(EventType.FAILURES.esmondName())).isTrue();
      assertThat(ping.eventTypes()).anyMatch(info -> info.timeUpdated().isPresent());
    }
  }
}
