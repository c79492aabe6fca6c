package net.es.esmond.storage.testkit.assertion;

import java.util.List;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.SeriesQuery;
import org.assertj.core.api.AbstractAssert;

/** Assertions about an archive. */
public final class StorageAssert extends AbstractAssert<StorageAssert, EsmondStorage> {

  StorageAssert(EsmondStorage storage) {
    super(storage, StorageAssert.class);
  }

  /**
   * Reads all base points of an event type.
   *
   * @param metadataKey key of the test
   * @param eventType esmond's name
   * @return assertions about them
   */
  public SeriesAssert series(String metadataKey, String eventType) {
    return series(SeriesQuery.base(metadataKey, eventType));
  }

  /**
   * Reads points: of a summary, of a time range or at a consistency level, say.
   *
   * @param query which points
   * @return assertions about them
   */
  public SeriesAssert series(SeriesQuery query) {
    isNotNull();
    return new SeriesAssert(query.series(), actual.archive().read(query).toList());
  }

  /**
   * Finds a test, which must be registered.
   *
   * @param metadataKey key of the test
   * @return assertions about it
   */
  public MetadataAssert test(String metadataKey) {
    isNotNull();
    return new MetadataAssert(
        actual
            .metadata()
            .find(metadataKey)
            .orElseThrow(
                () -> failure("Expecting a test %s to be registered, but it is not", metadataKey)));
  }

  /**
   * Checks that a test is registered.
   *
   * @param registration the test
   * @return this
   */
  public StorageAssert hasTest(Registration registration) {
    test(registration.newKey());
    return this;
  }

  /**
   * Checks that no test has a key.
   *
   * @param metadataKey key of no test
   * @return this
   */
  public StorageAssert hasNoTest(String metadataKey) {
    isNotNull();
    if (actual.metadata().find(metadataKey).isPresent()) {
      failWithMessage("Expecting no test %s, but it is registered", metadataKey);
    }
    return this;
  }

  /**
   * Checks what a search finds.
   *
   * @param query what to search for
   * @param keys of all tests that are to be found
   * @return this
   */
  public StorageAssert finds(MetadataQuery query, String... keys) {
    isNotNull();
    List<String> found = actual.metadata().findAll(query).map(Metadata::key).toList();
    List<String> expected = List.of(keys).stream().sorted().toList();
    if (!found.stream().sorted().toList().equals(expected)) {
      failWithMessage("Expecting a search to find %s, but it finds %s", expected, found);
    }
    return this;
  }
}
