package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ControlRecord;
import org.junit.jupiter.api.Test;

class ControlJsonTest {
  private static final KeyspaceReplication ONE = KeyspaceReplication.simple(1);
  private static final KeyspaceReplication TWO =
      KeyspaceReplication.topology(Map.of("dc1", 2, "dc-2", 3));

  private static ControlRecord readAgain(ControlRecord record) {
    return ControlJson.read("esmond", record.version(), ControlJson.write(record));
  }

  @Test
  void a_record_is_read_as_it_was_written() {
    ReplicationChange change =
        ReplicationChange.begun(ONE, TWO, ONE, true, "'me' \"here\"", Instant.now());
    ControlRecord record = new ControlRecord(7, TWO, Optional.of(change));

    assertThat(readAgain(record)).isEqualTo(record);
    ControlRecord worked =
        record.moved(
            c ->
                c.withAltered()
                    .withRepaired(UUID.randomUUID())
                    .withRepaired(UUID.randomUUID())
                    .withCleaned(UUID.randomUUID())
                    .withProblem("a node is down"));
    assertThat(readAgain(worked)).isEqualTo(worked);
    ControlRecord atRest = new ControlRecord(8, TWO, Optional.empty());
    assertThat(readAgain(atRest)).isEqualTo(atRest);
  }

  @Test
  void fields_of_a_later_version_are_passed_over() {
    String text =
        "{\"settled\": {\"class\": \"SimpleStrategy\", \"replication_factor\": \"1\"}, \"x\": 1}";

    assertThat(ControlJson.read("esmond", 3, text))
        .isEqualTo(new ControlRecord(3, ONE, Optional.empty()));
  }

  @Test
  void a_record_that_cannot_be_read_is_refused_by_name() {
    for (String text : new String[] {"", "{", "[]", "{\"settled\": 1}", "{\"change\": {}}"}) {
      assertThatThrownBy(() -> ControlJson.read("esmond", 1, text))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("replication record of keyspace esmond could not be read");
    }
  }
}
