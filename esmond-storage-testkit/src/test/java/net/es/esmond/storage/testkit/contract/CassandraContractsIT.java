package net.es.esmond.storage.testkit.contract;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import org.junit.jupiter.api.Nested;

/** What every store of series promises, on three real nodes that share the work. */
class CassandraContractsIT {

  private static TimeSeriesStore onRing() {
    return onRing("contracts", Map.of());
  }

  private static TimeSeriesStore onRing(String keyspace, Map<Class<?>, Object> services) {
    CassandraConf conf =
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace(keyspace)
            .replicas(3)
            .build();
    return new CassandraProvider()
        .open(
            EsmondConf.of(conf, SqlConf.builder().build()),
            new StoreContext(Clock.systemUTC(), services));
  }

  @Nested
  class TimeSeriesWrite extends TimeSeriesWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class TimeSeriesRead extends TimeSeriesReadContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class Totals extends TotalsContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class AbsentWrite extends AbsentWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class StoreLife extends StoreLifeContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class SummaryStore extends SummaryStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class SummaryProgress extends SummaryProgressContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class PartitionStore extends PartitionStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  @Nested
  class Leases extends LeasesContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }

  /** In a keyspace of its own: its replica count changes, and it is repaired as a whole. */
  @Nested
  class Replication extends ReplicationContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing(
          "replication_contract",
          SharedRing.jmx()
              .<Map<Class<?>, Object>>map(
                  jmx ->
                      Map.of(ReplicationOptions.class, ReplicationOptions.defaults().withJmx(jmx)))
              .orElse(Map.of()));
    }

    /** A schema change and a repair take their time. */
    @Override
    protected Duration timeout() {
      return Duration.ofMinutes(1);
    }
  }

  @Nested
  class ReplicationRecord extends ReplicationRecordContract {
    @Override
    protected TimeSeriesStore open() {
      return onRing();
    }
  }
}
