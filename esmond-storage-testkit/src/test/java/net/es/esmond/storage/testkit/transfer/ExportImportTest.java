package net.es.esmond.storage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ExportFormat;
import net.es.esmond.storage.transfer.ExportReport;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.ImportSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was exported and imported again is equal, whatever it was. */
class ExportImportTest {
  private static final int TESTS = 12;

  @TempDir private Path folder;
  private final EsmondStorage from = MemoryArchive.open();
  private final EsmondStorage to = MemoryArchive.open();

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  private ImportReport imported() {
    try (ImportSource source = ImportSource.folder(folder)) {
      return ArchiveImport.into(to).run(source);
    }
  }

  private void assertEqualRecords() {
    assertThat(MemoryArchive.records(to).stream().map(ExportImportTest::inSeconds).toList())
        .isEqualTo(MemoryArchive.records(from).stream().map(ExportImportTest::inSeconds).toList());
  }

  /** A record with the precision that documents have. */
  private static Metadata inSeconds(Metadata record) {
    List<EventTypeInfo> infos =
        record.eventTypes().stream()
            .map(
                info ->
                    new EventTypeInfo(
                        info.eventType(),
                        info.summaryType(),
                        info.windowSeconds(),
                        info.timeUpdated().map(time -> time.truncatedTo(ChronoUnit.SECONDS))))
            .toList();
    return new Metadata(
        record.key(), record.checksum(), record.subject(), infos, record.parameters());
  }

  private int assertEqualPoints() {
    int points = 0;
    for (Metadata record : MemoryArchive.records(from)) {
      for (Series series : record.series()) {
        List<Point> all = MemoryArchive.points(from, series);
        assertThat(MemoryArchive.points(to, series)).as(series.path()).isEqualTo(all);
        points += all.size();
      }
    }
    return points;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void json_lines_come_back_equal_point_by_point(long seed) {
    new RandomArchive(seed).fill(from, TESTS);
    ExportReport out =
        ArchiveExport.of(from).toFile(folder.resolve("all.jsonl"), ExportFormat.JSON_LINES);

    ImportReport in = imported();

    assertThat(in.faults()).isEmpty();
    assertEqualRecords();
    assertThat(assertEqualPoints()).isEqualTo((int) out.points());
    assertThat(in.written() + in.summaries() + in.derived()).isEqualTo(out.points());
    assertThat(in.records()).isEqualTo(TESTS).isEqualTo(out.records());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void csv_comes_back_equal_to_the_records_that_are_there(long seed) {
    new RandomArchive(seed).fill(from, TESTS);
    MemoryArchive.records(from).forEach(to.metadata()::adopt);
    ExportReport out =
        ArchiveExport.of(from).gzip().toFile(folder.resolve("all.csv.gz"), ExportFormat.CSV);

    ImportReport in = imported();

    assertThat(in.faults()).isEmpty();
    assertThat(assertEqualPoints()).isEqualTo((int) out.points());
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void documents_come_back_as_they_are_served(long seed) {
    new RandomArchive(seed).fill(from, TESTS);
    ArchiveExport export = ArchiveExport.of(from);
    (seed % 2 == 0 ? export.gzip() : export).toFolder(folder);

    ImportReport in = imported();

    assertThat(in.faults()).isEmpty();
    assertThat(MemoryArchive.records(to)).hasSize(TESTS);
    for (Metadata record : MemoryArchive.records(from)) {
      for (Series series : record.series()) {
        // Of percentages only the quotients are served, which do not add up.
        if (series.eventType().valueType() != ValueType.PERCENTAGE
            || series.summaryType() == SummaryType.BASE) {
          assertThat(served(to, series)).as(series.path()).isEqualTo(served(from, series));
        }
      }
    }
  }

  private static String served(EsmondStorage storage, Series series) {
    return new String(
        ArchiveDocuments.points(MemoryArchive.points(storage, series).stream()).bytes(),
        StandardCharsets.US_ASCII);
  }

  @Test
  void importing_again_doubles_nothing() {
    new RandomArchive(31).fill(from, TESTS);
    ArchiveExport.of(from).toFile(folder.resolve("all.jsonl"), ExportFormat.JSON_LINES);
    ImportReport first = imported();

    ImportReport second = imported();

    assertThat(second.written()).isZero();
    assertThat(second.unchanged()).isEqualTo(first.written());
    assertThat(second.summaries()).isEqualTo(first.summaries());
    assertThat(second.faults()).isEmpty();
    assertEqualRecords();
    assertEqualPoints();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_export_goes_on_from_each_token(boolean gzip) throws IOException {
    new RandomArchive(41).fill(from, TESTS);
    TokenedExport export =
        new TokenedExport(gzip ? ArchiveExport.of(from).gzip() : ArchiveExport.of(from));
    assertThat(export.tokens()).isGreaterThan(3);

    for (int i = 0; i < export.tokens(); i++) {
      byte[] goneOn = export.goneOnFrom(i);
      Files.write(folder.resolve("all.jsonl" + (gzip ? ".gz" : "")), goneOn);
      if (!gzip) {
        assertThat(goneOn).isEqualTo(export.whole());
      }
    }
    assertThat(imported().faults()).isEmpty();
    assertEqualRecords();
    assertEqualPoints();
  }

  @Test
  void an_export_that_was_cut_off_goes_on_in_its_file() throws IOException {
    new RandomArchive(51).fill(from, TESTS);
    Path file = folder.resolve("all.jsonl");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ArchiveExport export = ArchiveExport.of(from);
    List<String> tokens = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    export.to(
        whole,
        ExportFormat.JSON_LINES,
        Optional.empty(),
        token -> {
          tokens.add(token);
          lengths.add(whole.size());
        });
    byte[] more = whole.toByteArray();
    Files.write(folder.resolve("all.jsonl.part"), Arrays.copyOf(more, lengths.get(1) + 77));
    Files.writeString(folder.resolve("all.jsonl.part.token"), lengths.get(1) + " " + tokens.get(1));

    ExportReport rest = export.toFile(file, ExportFormat.JSON_LINES);

    assertThat(Files.readAllBytes(file)).isEqualTo(more);
    assertThat(folder.resolve("all.jsonl.part")).doesNotExist();
    assertThat(folder.resolve("all.jsonl.part.token")).doesNotExist();
    assertThat(rest.points()).isPositive();
  }

  @Test
  void a_query_chooses_records_and_series() {
    new RandomArchive(61).fill(from, TESTS);
    Metadata one = MemoryArchive.records(from).get(3);
    String type = one.eventTypes().get(0).eventType();
    MetadataQuery query =
        MetadataQuery.builder().metadataKey(one.key()).eventType(type).summaryType("base").build();

    ArchiveExport.of(from).records(query).toFolder(folder);

    assertThat(folder.resolve(one.key()).resolve("record.json")).exists();
    assertThat(folder.resolve(one.key()).resolve(type).resolve("base.json")).exists();
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith(one.key()));
    assertThat(folder.resolve(one.key())).isDirectoryContaining("glob:**" + type);
  }

  @Test
  void a_stream_that_fails_ends_the_export() {
    new RandomArchive(71).fill(from, TESTS);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(
            () -> ArchiveExport.of(from).to(full, ExportFormat.CSV, Optional.empty(), token -> {}))
        .isInstanceOf(TransferException.class)
        .hasRootCauseMessage("No space left on device");
  }
}
