package net.es.esmond.storage.testkit.contract;

import java.time.Clock;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Nested;

/** What every store of metadata promises, in memory. */
class InMemoryRecordsContractsTest {
  private static final MetadataStore STORE = new InMemoryMetadataStore(Clock.systemUTC());

  @Nested
  class Registration extends MetadataStoreContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }

  @Nested
  class MetadataSearch extends MetadataSearchContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }

  @Nested
  class LastUpdated extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }

  @Nested
  class Changes extends ChangesContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }

  @Nested
  class Deletion extends DeletionContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }

  @Nested
  class Access extends AccessStoreContract {
    @Override
    protected MetadataStore open() {
      return STORE;
    }
  }
}
