package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataPage;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of records near the largest end before they take all memory. */
class LargeRecordsIT {
  private static final int RECORDS = 40;

  /** Most large records of a page: those that are read before their size is known. */
  private static final int MOST = 32;

  private static final String LARGE = "x".repeat(1_000_000);

  private static MetadataStore store;
  private static List<String> keys;

  @BeforeAll
  static void open() {
    store = SqlDatabase.create().open();
    keys = IntStream.range(0, RECORDS).mapToObj(LargeRecordsIT::register).sorted().toList();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static String register(int number) {
    Registration registration =
        Registration.networkElement()
            .source("10.0.0." + number)
            .measurementAgent("10.0.0.2")
            .toolName("t")
            .inputSource("h")
            .eventType(EventType.THROUGHPUT)
            .parameter("notes", LARGE)
            .build();
    return SqlDatabase.await(store.register(registration, SqlDatabase.soon())).key();
  }

  @Test
  void a_search_pages_early_and_misses_none() {
    List<String> found = new ArrayList<>();
    Optional<MetadataQuery> next = Optional.of(MetadataQuery.builder().limit(1_000).build());
    while (next.isPresent()) {
      MetadataPage page = SqlDatabase.await(store.find(next.get(), SqlDatabase.soon()));
      assertThat(page.records()).hasSizeLessThanOrEqualTo(MOST);
      page.records().stream().map(Metadata::key).forEach(found::add);
      next = page.next();
    }

    assertThat(found).isEqualTo(keys);
  }

  @Test
  void a_follower_pages_early_and_misses_none() {
    for (String key : keys) {
      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
    }
    List<String> seen = new ArrayList<>();
    ChangeCursor cursor = ChangeCursor.from(Instant.now().minus(Duration.ofHours(1)));
    ChangePage page;
    do {
      page = SqlDatabase.await(store.changedSince(cursor, 1_000, SqlDatabase.soon()));
      assertThat(page.records()).hasSizeLessThanOrEqualTo(MOST);
      page.records().stream().map(Metadata::key).forEach(seen::add);
      cursor = page.next();
    } while (!page.complete());

    assertThat(seen).isEqualTo(keys);
  }
}
