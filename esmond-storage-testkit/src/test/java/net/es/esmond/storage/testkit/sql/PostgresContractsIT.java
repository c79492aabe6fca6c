package net.es.esmond.storage.testkit.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.contract.AccessStoreContract;
import net.es.esmond.storage.testkit.contract.ChangesContract;
import net.es.esmond.storage.testkit.contract.DeletionContract;
import net.es.esmond.storage.testkit.contract.LastUpdatedContract;
import net.es.esmond.storage.testkit.contract.MetadataSearchContract;
import net.es.esmond.storage.testkit.contract.MetadataStoreContract;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every store of metadata promises, on real PostgreSQL servers: the usual one and the oldest
 * supported, or those that the property {@code postgres.versions} names.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class PostgresContractsIT {
  private static final String USUAL_AND_OLDEST = "17.7.0,12.22.0";
  private static final Map<String, SqlDatabase> DATABASES = new ConcurrentHashMap<>();

  private final SqlDatabase database;

  PostgresContractsIT(String version) {
    database = DATABASES.computeIfAbsent(version, PostgresContractsIT::create);
  }

  static Stream<String> versions() {
    String named = System.getProperty("postgres.versions", "");
    return Stream.of((named.isEmpty() ? USUAL_AND_OLDEST : named).split(","));
  }

  /** The servers die with this JVM. */
  private static SqlDatabase create(String version) {
    return SqlDatabase.createOn(
        PostgresServer.builder().version(version).address("127.0.30.51").start());
  }

  @Nested
  class Registration extends MetadataStoreContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }
  }

  @Nested
  class MetadataSearch extends MetadataSearchContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }
  }

  @Nested
  class LastUpdated extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }
  }

  @Nested
  class TouchedLater extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      TouchConf later = TouchConf.builder().mode(TouchMode.WRITE_BEHIND).build();
      return SqlDatabase.open(database.conf().touch(later).build());
    }
  }

  @Nested
  class Changes extends ChangesContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }
  }

  @Nested
  class Deletion extends DeletionContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }

    @Override
    protected void letLateWritersEnd() throws Exception {
      database.execute(
          "UPDATE esmond_storage_deletions SET data_before = data_before - interval '1 day'");
    }
  }

  @Nested
  class Access extends AccessStoreContract {
    @Override
    protected MetadataStore open() {
      return database.open();
    }
  }
}
