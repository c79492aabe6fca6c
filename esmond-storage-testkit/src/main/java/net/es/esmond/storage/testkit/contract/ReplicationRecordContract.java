package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link ReplicationPort} about the control record, as tests. No other process
 * may replace the record meanwhile.
 */
public abstract class ReplicationRecordContract extends SeriesContract {
  private static final KeyspaceReplication SETTLED =
      KeyspaceReplication.topology(Map.of("dc1", 2, "dc-2", 3));

  /** For subclasses. */
  protected ReplicationRecordContract() {}

  private ReplicationPort port() {
    return store().replication();
  }

  private Optional<ControlRecord> load() {
    return await(port().load(soon()));
  }

  private boolean replace(ControlRecord next) {
    return await(port().replace(next, soon()));
  }

  /** A record like no other, to replace the present one. */
  private ControlRecord next(Set<UUID> repaired, Set<UUID> cleaned, Optional<String> problem) {
    return new ControlRecord(
        load().map(ControlRecord::version).orElse(0L) + 1,
        SETTLED,
        Optional.of(
            new ReplicationChange(
                UUID.randomUUID(),
                KeyspaceReplication.simple(1),
                SETTLED,
                KeyspaceReplication.simple(2),
                true,
                false,
                false,
                "'me' at " + unique(),
                Instant.ofEpochMilli(1_790_000_000_123L),
                repaired,
                cleaned,
                List.of(),
                problem)));
  }

  private ControlRecord next() {
    return next(Set.of(), Set.of(), Optional.empty());
  }

  @Test
  void what_is_kept_is_loaded_by_all_instances() {
    ControlRecord full =
        next(
            Set.of(UUID.randomUUID(), UUID.randomUUID()),
            Set.of(UUID.randomUUID()),
            Optional.of("a node is \"down\""));
    assertThat(replace(full)).isTrue();
    assertThat(load()).contains(full);

    ControlRecord sparse = next();
    assertThat(replace(sparse)).isTrue();
    try (TimeSeriesStore other = open()) {
      assertThat(await(other.replication().load(soon()))).contains(sparse);
    }

    ControlRecord atRest = new ControlRecord(sparse.version() + 1, SETTLED, Optional.empty());
    assertThat(replace(atRest)).isTrue();
    assertThat(load()).contains(atRest);
  }

  @Test
  void who_is_faster_replaces_it() {
    ControlRecord first = next();
    ControlRecord second = next();

    assertThat(replace(first)).isTrue();
    assertThat(replace(second)).isFalse();

    assertThat(load()).contains(first);
  }

  @Test
  void a_record_that_follows_another_version_replaces_nothing() {
    ControlRecord present = next();
    assertThat(replace(present)).isTrue();

    assertThat(replace(new ControlRecord(1, SETTLED, Optional.empty()))).isFalse();
    assertThat(replace(new ControlRecord(present.version() + 2, SETTLED, Optional.empty())))
        .isFalse();

    assertThat(load()).contains(present);
  }

  @Test
  void of_many_who_replace_it_at_once_one_does() throws Exception {
    ControlRecord present = next();
    assertThat(replace(present)).isTrue();

    assertThat(
            inManyThreads(
                () ->
                    replace(
                        new ControlRecord(
                            present.version() + 1,
                            KeyspaceReplication.simple(1),
                            Optional.empty()))))
        .containsOnlyOnce(true);
  }
}
