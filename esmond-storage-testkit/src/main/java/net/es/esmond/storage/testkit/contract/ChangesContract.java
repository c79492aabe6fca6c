package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link MetadataStore} for callers that follow its changes, as tests. */
public abstract class ChangesContract extends RecordsContract {
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /** For subclasses. */
  protected ChangesContract() {}

  private void touch(String key) {
    await(store().touch(key, EventType.THROUGHPUT, soon()));
  }

  @Test
  void a_follower_sees_every_touch_page_by_page() {
    Follower follower = new Follower();
    List<String> keys =
        IntStream.range(0, 10).mapToObj(n -> register(throughputTest(unique())).key()).toList();
    String untouched = register(throughputTest(unique())).key();
    keys.forEach(key -> touch(key));

    eventually().until(() -> follower.poll().containsAll(keys));

    assertThat(follower.seen).doesNotContain(untouched);
  }

  @Test
  void a_follower_misses_nothing_that_is_touched_while_it_polls() throws Exception {
    Follower follower = new Follower();
    List<String> all =
        inManyThreads(
                () -> {
                  List<String> mine = new ArrayList<>();
                  for (int i = 0; i < 5; i++) {
                    String key = register(throughputTest(unique())).key();
                    touch(key);
                    follower.poll();
                    mine.add(key);
                  }
                  return mine;
                })
            .stream()
            .flatMap(List::stream)
            .toList();

    eventually().until(() -> follower.poll().containsAll(all));
  }

  /** Keeps the cursor as text, as a process that ends would. */
  private final class Follower {
    final Set<String> seen = new HashSet<>();
    private String cursor = ChangeCursor.from(Instant.now().minus(CLOCKS_DIFFER)).toString();

    synchronized Set<String> poll() {
      ChangePage page;
      do {
        page = await(store().changedSince(ChangeCursor.parse(cursor), 3, soon()));
        assertThat(page.records()).hasSizeLessThanOrEqualTo(3);
        seen.addAll(keys(page.records()));
        cursor = page.next().toString();
      } while (!page.complete());
      return new HashSet<>(seen);
    }
  }
}
