package net.es.esmond.storage.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.EsmondConf;
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

  @BeforeAll
  static void startContainers() {
    Optional<String> lacking = BackEnd.CONTAINERS.lacks(Setup.SMALLEST);
    assumeTrue(lacking.isEmpty(), () -> "no containers here: " + lacking.get());
    servers = BackEnd.CONTAINERS.start(Setup.SMALLEST);
    conf = servers.create("contracts", 1);
  }

  @AfterAll
  static void stopContainers() {
    if (servers != null) {
      servers.close();
    }
  }

  @Nested
  class TimeSeriesWrite extends TimeSeriesWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return new CassandraProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class TimeSeriesRead extends TimeSeriesReadContract {
    @Override
    protected TimeSeriesStore open() {
      return new CassandraProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class StoreLife extends StoreLifeContract {
    @Override
    protected TimeSeriesStore open() {
      return new CassandraProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class Leases extends LeasesContract {
    @Override
    protected TimeSeriesStore open() {
      return new CassandraProvider().open(conf, CONTEXT);
    }
  }

  @Nested
  class Writers extends WritersContract {
    @Override
    protected TimeSeriesStore open() {
      return new CassandraProvider().open(conf, CONTEXT);
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
  class AccessStore extends AccessStoreContract {
    @Override
    protected MetadataStore open() {
      return new SqlMetadataProvider().open(conf, CONTEXT);
    }
  }
}
