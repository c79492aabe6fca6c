package net.es.esmond.storage.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportCheck;
import net.es.esmond.storage.transfer.ImportFaults;
import net.es.esmond.storage.transfer.ImportPosition;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.ImportSource;
import net.es.esmond.storage.transfer.ImportedPoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports that are cut off, and go on; what they refuse, and how they are verified. */
class InterruptedImportTest {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final int PARTS = 3;
  private static final int POINTS = 120_000;

  @TempDir private Path folder;
  private final EsmondStorage storage = MemoryArchive.open();
  private final Registration test =
      TestData.newTest().eventType(EventType.PACKET_COUNT_SENT).build();

  @AfterEach
  void close() {
    storage.close();
  }

  /** Parts of a second's distance each, which fail at a point once. */
  private final class Parts implements ImportSource {
    private int points = POINTS;
    private final List<ImportPosition> opened = new ArrayList<>();
    private long read;
    private long failAt = Long.MAX_VALUE;

    @Override
    public String name() {
      return "parts";
    }

    @Override
    public Iterator<Part> parts() {
      return LongStream.range(0, PARTS).mapToObj(n -> (Part) new One(n)).iterator();
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(PARTS);
    }

    @Override
    public void close() {}

    private final class One implements Part {
      private final long number;

      One(long number) {
        this.number = number;
      }

      @Override
      public String name() {
        return "part " + number;
      }

      @Override
      public Iterator<Metadata> records(ImportFaults refused) {
        return List.of(test.newRecord()).iterator();
      }

      @Override
      public Iterator<ImportedPoint> points(
          boolean summaries, ImportPosition from, ImportFaults refused) {
        if (summaries) {
          return List.<ImportedPoint>of().iterator();
        }
        opened.add(from);
        Series series = Series.base(test.newKey(), EventType.PACKET_COUNT_SENT);
        return LongStream.range(from.points(), points)
            .mapToObj(
                n -> {
                  if (++read == failAt) {
                    throw new IllegalStateException("killed");
                  }
                  Instant time = BEGIN.plusSeconds(number * points + n);
                  return new ImportedPoint(series, new Point(time, new IntegerValue(n)));
                })
            .iterator();
      }
    }
  }

  private ArchiveImport imports() {
    return ArchiveImport.into(storage).journal(folder.resolve("journal"));
  }

  @Test
  void an_import_goes_on_where_its_journal_ends() throws IOException {
    Parts source = new Parts();
    source.failAt = 260_000;
    assertThatThrownBy(() -> imports().run(source)).hasMessage("killed");
    // The line that was being written when the process was killed.
    Path journal = folder.resolve("journal");
    Files.writeString(journal, Files.readString(journal) + "base part+2 24");
    source.opened.clear();

    ImportReport rest = imports().run(source);

    assertThat(source.opened.get(0).points()).isEqualTo(80_000);
    assertThat(source.opened).hasSize(2);
    assertThat(rest.written() + rest.unchanged()).isEqualTo(PARTS * POINTS - 200_000);
    assertThat(rest.faults()).isEmpty();
    Series series = Series.base(test.newKey(), EventType.PACKET_COUNT_SENT);
    assertThat(MemoryArchive.points(storage, series)).hasSize(PARTS * POINTS);
    ImportReport again = imports().run(source);
    assertThat(again.written() + again.unchanged()).isZero();
  }

  @Test
  void a_journal_belongs_to_one_source() {
    imports().run(new Parts());

    try (ImportSource other = ImportSource.folder(folder)) {
      assertThatThrownBy(() -> imports().run(other))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must be of the source " + folder);
    }
  }

  @Test
  void a_journal_whose_first_line_was_cut_off_begins_again() throws IOException {
    Path journal = folder.resolve("journal");
    Files.writeString(journal, "impo");
    Parts source = new Parts();
    source.points = 5;

    imports().run(source);

    assertThat(Files.readString(journal)).startsWith("import parts\n");
    assertThat(imports().run(source).unchanged()).isZero();
  }

  @Test
  void a_file_that_is_no_journal_stays_as_it_is() throws IOException {
    Path journal = folder.resolve("journal");
    Files.writeString(journal, "precious");

    assertThatThrownBy(() -> imports().run(new Parts())).isInstanceOf(InvalidInputException.class);

    assertThat(journal).hasContent("precious");
  }

  @Test
  void progress_tells_how_much_is_left() {
    List<Progress> heard = Collections.synchronizedList(new ArrayList<>());

    imports().progress(heard::add).run(new Parts());

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .anySatisfy(
                        last -> {
                          assertThat(last.work()).isEqualTo(LongWork.IMPORT);
                          assertThat(last.ended()).isTrue();
                          assertThat(last.done()).isEqualTo(2 * PARTS);
                          assertThat(last.left()).contains(Duration.ZERO);
                        }));
    assertThat(heard).anyMatch(report -> report.work() == LongWork.BULK_WRITE);
  }

  @Test
  void a_check_finds_what_is_different() {
    Parts source = new Parts();
    source.points = 500;
    imports().run(source);
    assertThat(imports().verify(source, 10).isEqual()).isTrue();
    storage
        .archive()
        .overwriting()
        .write(test.newKey(), "packet-count-sent", BEGIN.plusSeconds(7), -1);

    ImportCheck check = imports().verify(source, 500);

    assertThat(check.points()).isEqualTo(PARTS * 500);
    assertThat(check.missing()).isZero();
    assertThat(check.different()).isEqualTo(1);
    assertThat(check.differences().get(0).why()).contains(BEGIN.plusSeconds(7).toString());
  }

  @Test
  void a_check_finds_what_is_missing() {
    Parts source = new Parts();
    source.points = 500;
    imports().run(source);
    source.points = 600;

    ImportCheck check = imports().verify(source, 0);

    assertThat(check.missing()).isPositive();
    assertThat(check.isEqual()).isFalse();
    assertThat(check.differences().get(0).why()).contains("points of 600");
  }

  @Test
  void points_before_2000_are_taken_if_that_is_wanted() throws IOException {
    String key = storage.metadata().register(test).key();
    Files.writeString(
        Files.createDirectories(folder.resolve("in/" + key + "/packet-count-sent"))
            .resolve("base.json"),
        "[{\"ts\": 800000000, \"val\": 1}, {\"ts\": 1700000000, \"val\": 2}, {\"ts\": -5, \"val\": 3}]");
    Series series = Series.base(key, EventType.PACKET_COUNT_SENT);
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {

      ImportReport report = ArchiveImport.into(storage).run(source);

      assertThat(report.written()).isEqualTo(1);
      assertThat(report.refused()).isEqualTo(2);
      assertThat(report.faults())
          .hasToString(
              "[packet-count-sent of '"
                  + key
                  + "': ts: must not be before 2000-01-01T00:00:00Z,"
                  + " but was '1995-05-09T06:13:20Z'; ts: must not be before 2000-01-01T00:00:00Z,"
                  + " but was '1969-12-31T23:59:55Z' (2 times)]");

      ImportReport all = ArchiveImport.into(storage).withPointsBefore2000().run(source);

      assertThat(all.written()).isEqualTo(1);
      assertThat(all.refused()).isEqualTo(1);
      assertThat(MemoryArchive.points(storage, series))
          .extracting(point -> point.time().getEpochSecond())
          .containsExactly(800_000_000L, 1_700_000_000L);
    }
  }

  @Test
  void what_cannot_be_read_is_named_and_keeps_nothing_else_out() throws IOException {
    String key = storage.metadata().register(test).key();
    Path of = Files.createDirectories(folder.resolve("in/" + key + "/packet-count-sent"));
    Files.writeString(
        of.resolve("base.json"),
        "[{\"ts\": 1700000000, \"val\": \"x\"}, {\"ts\": 1700000001, \"val\": 1}, {\"ts\":");
    Files.writeString(
        folder.resolve("in/lines.jsonl"),
        "not JSON\n{\"metadata-key\":\""
            + key
            + "\",\"event-type\":\"packet-count-sent\",\"ts\":1700000002,\"val\":2}\n"
            + "{\"metadata-key\":\"absent\",\"event-type\":\"throughput\",\"ts\":1700000002,\"val\":2}\n");
    Files.write(folder.resolve("in/cut.csv.gz"), new byte[] {31, (byte) 139, 8, 0, 0});
    Files.writeString(folder.resolve("in/notes.txt"), "ignored");
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {

      ImportReport report = ArchiveImport.into(storage).run(source);

      assertThat(report.written()).isEqualTo(2);
      assertThat(report.faults())
          .extracting(ImportFaults.Refused::what)
          .contains("lines.jsonl", key + "/packet-count-sent/base.json", "throughput of 'absent'");
    }
  }

  @Test
  void times_of_last_update_are_those_of_the_source() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(
        folder.resolve("in/list.json"),
        """
        [{"url": "http://ma/esmond/perfsonar/archive/0123/", "metadata-key": "0123",
          "subject-type": "network-element", "source": "10.0.0.1", "measurement-agent": "10.0.0.1",
          "tool-name": "t", "input-source": "a", "uri": "/esmond/perfsonar/archive/0123/",
          "metadata-count-total": 1, "metadata-previous-page": null, "metadata-next-page": null,
          "time-interval": "60",
          "event-types": [{"base-uri": "/x/base", "event-type": "throughput",
            "time-updated": 1700000009, "summaries": [{"uri": "/x", "summary-type": "average",
              "summary-window": "86400", "time-updated": null}]}]}]
        """);
    Files.writeString(
        Files.createDirectories(folder.resolve("in/0123/throughput")).resolve("base.json"),
        "[{\"ts\": 1700000000, \"val\": 1.0}]");
    try (ImportSource source = ImportSource.folder(folder.resolve("in"))) {

      ImportReport report = ArchiveImport.into(storage).run(source);

      assertThat(report.faults()).isEmpty();
      assertThat(report.written()).isEqualTo(1);
    }
    Metadata record = storage.metadata().get("0123");
    assertThat(record.parameters()).containsOnlyKeys("time-interval");
    assertThat(record.eventTypes().get(1).timeUpdated())
        .contains(Instant.ofEpochSecond(1_700_000_009));
    assertThat(record.eventTypes().get(0).timeUpdated()).isEmpty();
  }
}
