package net.es.esmond.storage.testkit.assertion;

import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Metadata;

/**
 * The entry point of assertions about an archive. Import it statically, beside AssertJ's own entry
 * point.
 *
 * <pre>{@code
 * assertThat(storage).series(key, "throughput").hasValue(time, 9_412_000_000L);
 * assertThat(storage).test(key).hasEventType("throughput").hasSource("198.51.100.1");
 * }</pre>
 */
public final class EsmondAssertions {
  private EsmondAssertions() {}

  /**
   * Begins assertions about an archive.
   *
   * @param storage open
   * @return says what to look at
   */
  public static StorageAssert assertThat(EsmondStorage storage) {
    return new StorageAssert(storage);
  }

  /**
   * Begins assertions about a test.
   *
   * @param metadata as it was registered or found
   * @return its assertions
   */
  public static MetadataAssert assertThat(Metadata metadata) {
    return new MetadataAssert(metadata);
  }
}
