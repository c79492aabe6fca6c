package net.es.esmond.storage.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What stores promise, on servers in containers, where there is Docker. */
class ContainerContractsIT {
  private static final StoreContext CONTEXT = new StoreContext(Clock.systemUTC(), Map.of());
  private static ArchiveServers servers;
  private static EsmondConf conf;
  private static EsmondConf replicated;

  @BeforeAll
  static void startContainers() {
    Optional<String> lacking = BackEnd.CONTAINERS.lacks(Setup.SMALLEST);
    assumeTrue(lacking.isEmpty(), () -> "no containers here: " + lacking.get());
    servers = BackEnd.CONTAINERS.start(Setup.SMALLEST);
    conf = servers.create("contracts", 1);
    replicated = servers.create("replication_contract", 1);
  }

  @AfterAll
  static void stopContainers() {
    if (servers != null) {
      servers.close();
    }
  }

  private static TimeSeriesStore inContainer(EsmondConf where) {
    return new CassandraProvider().open(where, CONTEXT);
  }

  @Nested
  class TimeSeriesWrite extends TimeSeriesWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class TimeSeriesRead extends TimeSeriesReadContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class AbsentWrite extends AbsentWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class StoreLife extends StoreLifeContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class SummaryStore extends SummaryStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class SummaryProgress extends SummaryProgressContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class PartitionStore extends PartitionStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class Leases extends LeasesContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  /** In a keyspace of its own: its replica count changes. Nothing here speaks JMX. */
  @Nested
  class Replication extends ReplicationContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(replicated);
    }

    /** A schema change takes its time. */
    @Override
    protected Duration timeout() {
      return Duration.ofMinutes(1);
    }
  }

  @Nested
  class ReplicationRecord extends ReplicationRecordContract {
    @Override
    protected TimeSeriesStore open() {
      return inContainer(conf);
    }
  }

  @Nested
  class Registration extends MetadataStoreContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class MetadataSearch extends MetadataSearchContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class LastUpdated extends LastUpdatedContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class Changes extends ChangesContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class Deletion extends DeletionContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }

    @Override
    protected void letLateWritersEnd() throws Exception {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "UPDATE esmond_storage_deletions SET data_before = data_before - interval '1 day'");
      }
    }

    private Connection connect() throws SQLException {
      SqlConf sql = conf.sql();
      return DriverManager.getConnection(
          "jdbc:postgresql://" + sql.servers().get(0) + "/" + sql.database(),
          sql.user(),
          sql.password().reveal());
    }
  }

  @Nested
  class AccessStore extends AccessStoreContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }
}
