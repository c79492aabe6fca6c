package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers as one whose disk is full: a trigger says so. */
class FullDiskIT {
  private SqlDatabase database;

  @BeforeEach
  void fillTheDisk() throws Exception {
    database = SqlDatabase.create();
    database.open().close();
    database.execute(
        """
        CREATE SEQUENCE refused;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          PERFORM nextval('refused');
          RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';
        END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON ps_metadata
          FOR EACH ROW EXECUTE FUNCTION refuse();
        """);
  }

  @Test
  void a_call_waits_for_room_within_its_deadline() throws Exception {
    try (MetadataStore store = database.open()) {
      CompletableFuture<Metadata> registered =
          store.register(Load.registration(1), SqlDatabase.soon()).toCompletableFuture();
      await()
          .until(() -> Long.parseLong(database.rows("SELECT last_value FROM refused").get(0)) >= 2);
      assertThat(registered).isNotDone();

      database.execute("DROP TRIGGER full_disk ON ps_metadata");

      assertThat(registered).succeedsWithin(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_disk_that_stays_full_is_a_store_unavailable() {
    try (MetadataStore store = database.open()) {
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  SqlDatabase.await(
                      store.register(Load.registration(1), Deadline.after(Duration.ofSeconds(1)))));

      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(e.retryable()).isTrue();
      assertThat(e).hasMessageContaining("could not extend file").hasMessageContaining("53100");
    }
  }
}
