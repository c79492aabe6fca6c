package net.es.esmond.storage.testkit.sql;

import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.contract.AccessStoreContract;
import net.es.esmond.storage.testkit.contract.ChangesContract;
import net.es.esmond.storage.testkit.contract.DeletionContract;
import net.es.esmond.storage.testkit.contract.LastUpdatedContract;
import net.es.esmond.storage.testkit.contract.MetadataSearchContract;
import net.es.esmond.storage.testkit.contract.MetadataStoreContract;
import org.junit.jupiter.api.Nested;

/** What every store of metadata promises, on a real PostgreSQL. */
class PostgresContractsIT {
  private static final SqlDatabase DATABASE = SqlDatabase.create();

  @Nested
  class Registration extends MetadataStoreContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }
  }

  @Nested
  class MetadataSearch extends MetadataSearchContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }
  }

  @Nested
  class LastUpdated extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }
  }

  @Nested
  class TouchedLater extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      TouchConf later = TouchConf.builder().mode(TouchMode.BEHIND).build();
      return SqlDatabase.open(DATABASE.conf().touch(later).build());
    }
  }

  @Nested
  class Changes extends ChangesContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }
  }

  @Nested
  class Deletion extends DeletionContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }

    @Override
    protected void letLateWritersEnd() throws Exception {
      DATABASE.execute(
          "UPDATE esmond_storage_deletions SET data_before = data_before - interval '1 day'");
    }
  }

  @Nested
  class Access extends AccessStoreContract {
    @Override
    protected MetadataStore open() {
      return DATABASE.open();
    }
  }
}
