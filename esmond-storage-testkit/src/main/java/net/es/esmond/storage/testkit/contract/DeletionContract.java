package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Deletion;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link MetadataStore} for callers that delete tests, as tests. */
public abstract class DeletionContract extends RecordsContract {
  private static final int MANY = 10_000;

  /** For subclasses. */
  protected DeletionContract() {}

  /**
   * Has the time come at which the data of what was deleted is due, in the same order. Does nothing
   * unless overridden, which is right for a store that makes it due at once.
   *
   * @throws Exception when that cannot be done
   */
  protected void letLateWritersEnd() throws Exception {}

  private Deletion delete(String key) {
    return await(store().delete(key, soon())).orElseThrow();
  }

  private List<Deletion> due(String key) {
    return await(store().dueDeletions(MANY, soon())).stream()
        .filter(deletion -> deletion.metadataKey().equals(key))
        .toList();
  }

  @Test
  void a_deleted_test_is_found_no_more() {
    String tool = unique();
    Metadata record = register(throughputTest(tool));

    assertThat(delete(record.key()).eventTypes()).isEqualTo(record.eventTypes());

    assertThat(find(record.key())).isEmpty();
    assertThat(await(store().findCached(record.key(), soon()))).isEmpty();
    assertThat(keys(MetadataQuery.builder().toolName(tool))).isEmpty();
    assertThat(await(store().delete(record.key(), soon()))).isEmpty();
  }

  @Test
  void its_data_is_due_until_it_is_deleted() throws Exception {
    Metadata record = register(throughputTest(unique()));
    delete(record.key());
    letLateWritersEnd();

    List<Deletion> due = due(record.key());
    assertThat(due).hasSize(1);
    assertThat(due.get(0).eventTypes()).isEqualTo(record.eventTypes());
    assertThat(due.get(0).registeredAgain()).isFalse();
    await(store().dataDeleted(due.get(0), soon()));
    await(store().dataDeleted(due.get(0), soon()));

    assertThat(due(record.key())).isEmpty();
  }

  @Test
  void what_is_longest_due_comes_first() throws Exception {
    List<String> keys =
        Stream.generate(() -> register(throughputTest(unique())).key()).limit(5).toList();
    keys.forEach(this::delete);
    letLateWritersEnd();

    assertThat(
            await(store().dueDeletions(MANY, soon())).stream()
                .map(Deletion::metadataKey)
                .filter(keys::contains))
        .isEqualTo(keys);
    assertThat(await(store().dueDeletions(2, soon()))).hasSize(2);
  }

  @Test
  void data_of_a_test_registered_again_is_safe() {
    Registration registration = throughputTest(unique()).build();
    String key = register(registration).key();
    delete(key);

    assertThat(register(registration).key()).isEqualTo(key);
    Instant registered = Instant.now().plusSeconds(1);

    assertThat(due(key))
        .allSatisfy(deletion -> assertThat(deletion.dataBefore()).isBefore(registered))
        .allMatch(Deletion::registeredAgain);
    assertThat(find(key)).isPresent();
  }

  @Test
  void a_test_that_is_deleted_again_meanwhile_stays_due() throws Exception {
    Registration registration = throughputTest(unique()).build();
    String key = register(registration).key();
    delete(key);
    letLateWritersEnd();
    Deletion first = due(key).get(0);
    register(registration);
    delete(key);

    await(store().dataDeleted(first, soon()));

    letLateWritersEnd();
    assertThat(due(key)).hasSize(1);
  }
}
