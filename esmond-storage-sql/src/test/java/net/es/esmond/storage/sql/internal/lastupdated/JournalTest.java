package net.es.esmond.storage.sql.internal.lastupdated;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  private static EventTypeRows rows(String key) {
    return new EventTypeRows(key, EventType.THROUGHPUT);
  }

  private static List<String> replayed(Journal journal) {
    List<String> touches = new ArrayList<>();
    journal.replay((key, eventType) -> touches.add(key + " " + eventType));
    return touches;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".touches")).toList();
    }
  }

  @Test
  void what_was_not_discarded_is_there_at_the_next_start() {
    try (Journal journal = Journal.open(folder, 1000)) {
      journal.append(rows("a"));
      journal.rotate();
      journal.append(rows("b"));
      journal.discardOlder();
      journal.append(rows("c"));
    }
    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("b throughput", "c throughput");
      next.discardOlder();
    }
    try (Journal last = Journal.open(folder, 1000)) {
      assertThat(replayed(last)).isEmpty();
    }
  }

  @Test
  void truncated_and_damaged_lines_are_skipped() throws IOException {
    try (Journal journal = Journal.open(folder, 1000)) {
      journal.append(rows("a"));
    }
    Files.writeString(
        segments().get(0),
        "\nb\tthroughput\nc\tno-such-type\t.\nd\tthroughput-su",
        StandardOpenOption.APPEND);

    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("a throughput");
    }
  }

  @Test
  void spoiled_bytes_in_a_key_are_not_replayed() throws IOException {
    Journal.open(folder, 1000).close();
    Files.write(
        segments().get(0),
        "\na\tthroughput\t.\nb\0\0\tthroughput\t.\nc\u00FF\tthroughput\t.".getBytes(ISO_8859_1));

    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("a throughput");
    }
  }

  @Test
  void a_line_cut_off_within_costs_no_other_line() throws IOException {
    try (Journal journal = Journal.open(folder, 1000)) {
      journal.append(rows("a"));
      journal.append(rows("b"));
      try (FileChannel segment = FileChannel.open(segments().get(0), StandardOpenOption.WRITE)) {
        segment.truncate(segment.size() - 5);
      }
      journal.append(rows("c"));
    }

    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("a throughput", "c throughput");
    }
  }

  @Test
  void an_interrupted_thread_costs_neither_its_touch_nor_later_ones() {
    try (Journal journal = Journal.open(folder, 1000)) {
      Thread.currentThread().interrupt();
      journal.append(rows("a"));
      journal.rotate();
      assertThat(Thread.interrupted()).isTrue();

      journal.append(rows("b"));
    }

    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("a throughput", "b throughput");
    }
  }

  @Test
  void foreign_files_are_left_alone() throws IOException {
    List<Path> foreign = new ArrayList<>();
    for (String name : List.of("x.touches", ".touches", "1.touches", "9".repeat(30) + ".touches")) {
      foreign.add(Files.writeString(folder.resolve(name), "a\tthroughput\t.\n"));
    }
    Files.createDirectory(folder.resolve("0000000000000000007.touches"));

    try (Journal journal = Journal.open(folder, 1000)) {
      assertThat(replayed(journal)).isEmpty();
      journal.append(rows("b"));
      journal.discardOlder();
    }

    assertThat(foreign).allMatch(Files::exists);
    try (Journal next = Journal.open(folder, 1000)) {
      assertThat(replayed(next)).containsExactly("b throughput");
    }
  }

  @Test
  void a_refused_folder_is_not_kept_locked() throws IOException {
    // The next segment's name is taken by a folder, so that the journal cannot begin it.
    Path inTheWay = Files.createDirectory(folder.resolve("0000000000000000001.touches"));
    assertThatThrownBy(() -> Journal.open(folder, 100)).isInstanceOf(InvalidInputException.class);

    Files.delete(inTheWay);

    Journal.open(folder, 100).close();
  }

  @Test
  void it_asks_for_compaction_when_it_is_large() {
    try (Journal journal = Journal.open(folder, 100)) {
      assertThat(journal.wantsCompaction()).isFalse();
      for (int i = 0; i < 10; i++) {
        journal.append(rows("key" + i));
      }
      assertThat(journal.wantsCompaction()).isTrue();
      journal.rotate();
      journal.discardOlder();
      assertThat(journal.wantsCompaction()).isFalse();
    }
  }

  @Test
  void only_one_may_have_the_folder() {
    try (Journal journal = Journal.open(folder, 100)) {
      assertThat(journal.enabled()).isTrue();
      assertThatThrownBy(() -> Journal.open(folder, 100))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("sql_db_touch_journal")
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void a_refused_second_opening_keeps_other_processes_out() throws IOException {
    Path locks = Path.of("/proc/locks");
    assumeTrue(Files.exists(locks), "no Linux");
    try (Journal journal = Journal.open(folder, 100)) {
      assertThatThrownBy(() -> Journal.open(folder, 100)).isInstanceOf(InvalidInputException.class);

      Object inode = Files.getAttribute(folder.resolve("lock"), "unix:ino");
      assertThat(Files.readString(locks)).contains(":" + inode + " ");
    }
  }

  @Test
  void an_empty_segment_is_not_rotated() throws IOException {
    try (Journal journal = Journal.open(folder, 100)) {
      journal.rotate();
      journal.rotate();
      assertThat(segments()).hasSize(1);
    }
  }
}
