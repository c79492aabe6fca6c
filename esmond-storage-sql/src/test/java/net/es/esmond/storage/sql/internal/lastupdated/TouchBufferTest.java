package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.series.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchBufferTest {
  private final TouchBuffer buffer = new TouchBuffer(1_000_000, Journal.none(), System::nanoTime);

  private boolean touch(String key) {
    return buffer.touch(buffer.rows(key, EventType.THROUGHPUT));
  }

  private static List<String> keys(List<EventTypeRows> taken) {
    return taken.stream().map(rows -> rows.metadataKey).sorted().toList();
  }

  @Test
  void touches_of_one_event_type_wait_once() {
    touch("a");
    touch("a");
    touch("b");
    buffer.touch(buffer.rows("a", EventType.FAILURES));

    assertThat(buffer.waiting()).isEqualTo(3);
    assertThat(keys(buffer.take())).containsExactly("a", "a", "b");
    assertThat(buffer.take()).isEmpty();
  }

  @Test
  void a_touch_after_its_statement_began_is_a_new_one() {
    touch("a");
    List<EventTypeRows> taken = buffer.take();
    touch("a");
    assertThat(buffer.take()).as("the statement is still to begin").isEmpty();

    buffer.begin(taken);
    touch("a");

    assertThat(keys(buffer.take())).containsExactly("a");
  }

  @Test
  void what_could_not_be_written_waits_again_once() {
    touch("a");
    touch("b");
    List<EventTypeRows> taken = buffer.take();
    buffer.begin(taken);
    touch("a");

    buffer.restore(taken);

    assertThat(buffer.waiting()).isEqualTo(2);
    assertThat(keys(buffer.take())).containsExactly("a", "b");
  }

  @Test
  void event_types_beyond_capacity_are_refused_until_some_are_written() {
    TouchBuffer small = new TouchBuffer(2, Journal.none(), System::nanoTime);
    for (String key : List.of("a", "b", "a")) {
      assertThat(small.touch(small.rows(key, EventType.IOSTAT))).isTrue();
    }
    assertThat(small.touch(small.rows("c", EventType.IOSTAT))).isFalse();

    small.begin(small.take());
    small.forget(rows -> true);

    assertThat(small.touch(small.rows("c", EventType.IOSTAT))).isTrue();
  }

  @Test
  void a_handle_that_was_forgotten_still_touches() {
    TouchBuffer small = new TouchBuffer(1, Journal.none(), System::nanoTime);
    EventTypeRows handle = small.rows("a", EventType.IOSTAT);
    small.forget(rows -> true);
    small.rows("b", EventType.IOSTAT);

    small.touch(handle);

    assertThat(keys(small.take())).containsExactly("a");
  }

  @Test
  void a_long_outage_does_not_make_the_journal_grow(@TempDir Path folder) {
    try (Journal journal = Journal.open(folder, 1000)) {
      TouchBuffer journalled = new TouchBuffer(100, journal, System::nanoTime);
      for (int flush = 0; flush < 200; flush++) {
        journalled.touch(journalled.rows("a", EventType.IOSTAT));
        List<EventTypeRows> taken = journalled.take();
        journalled.begin(taken);
        // New touches while the statement is on its way to fail.
        journalled.touch(journalled.rows("a", EventType.IOSTAT));
        journalled.restore(taken);
        journalled.notWritten();
        assertThat(journal.wantsCompaction()).isFalse();
      }
    }
    try (Journal next = Journal.open(folder, 1000)) {
      List<String> replayed = new ArrayList<>();
      next.replay((key, eventType) -> replayed.add(key));
      assertThat(replayed).contains("a");
    }
  }

  /** Whatever the threads do, a touch that returned is seen by a statement that begins later. */
  @Test
  void no_touch_is_lost_between_many_threads_and_the_flusher() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int keys = 50;
    long[] touchedAt = new long[keys];
    long[] begunAt = new long[keys];
    CountDownLatch toucherDone = new CountDownLatch(4);
    AtomicBoolean lost = new AtomicBoolean();
    EventTypeRows[] handles = new EventTypeRows[keys];
    for (int i = 0; i < keys; i++) {
      handles[i] = buffer.rows("key" + i, EventType.IOSTAT);
    }
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = new SplittableRandom(seed + t);
      new Thread(
              () -> {
                for (int i = 0; i < 200_000; i++) {
                  EventTypeRows rows = handles[random.nextInt(keys)];
                  buffer.touch(rows);
                  if (random.nextInt(8) == 0) {
                    touch(rows.metadataKey + "x");
                  }
                }
                // The last touch of each key is not followed by any other.
                for (EventTypeRows rows : handles) {
                  synchronized (touchedAt) {
                    touchedAt[number(rows)] = System.nanoTime();
                  }
                  buffer.touch(rows);
                }
                toucherDone.countDown();
              })
          .start();
    }
    boolean last;
    do {
      last = toucherDone.getCount() == 0;
      List<EventTypeRows> taken = buffer.take();
      buffer.begin(taken);
      long now = System.nanoTime();
      taken.stream()
          .filter(rows -> rows.eventType == EventType.IOSTAT)
          .forEach(rows -> begunAt[number(rows)] = now);
    } while (!last);
    for (int i = 0; i < keys; i++) {
      if (begunAt[i] < touchedAt[i]) {
        lost.set(true);
      }
    }
    assertThat(lost).isFalse();
    assertThat(buffer.waiting()).isZero();
  }

  private static int number(EventTypeRows rows) {
    return Integer.parseInt(rows.metadataKey.substring(3));
  }

  @Test
  void an_event_type_takes_at_most100_bytes_beside_its_key() {
    int count = 500_000;
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = String.format(Locale.ROOT, "%032x", i);
    }
    long before = usedHeap();
    for (String key : keys) {
      touch(key);
    }
    long bytesEach = (usedHeap() - before) / count;

    assertThat(bytesEach).as("bytes per event type").isBetween(40L, 100L);
    assertThat(buffer.waiting()).isEqualTo(count);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
