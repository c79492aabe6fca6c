package net.es.esmond.storage.testkit.contract;

import java.time.Clock;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryCluster;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.Nested;

/** What every store of series promises, in memory. */
class InMemorySeriesContractsTest {
  private static final TimeSeriesStore STORE = new InMemoryTimeSeriesStore(Clock.systemUTC());

  @Nested
  class TimeSeriesWrite extends TimeSeriesWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class TimeSeriesRead extends TimeSeriesReadContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class Totals extends TotalsContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class AbsentWrite extends AbsentWriteContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class StoreLife extends StoreLifeContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class SummaryStore extends SummaryStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class SummaryProgress extends SummaryProgressContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class PartitionStore extends PartitionStoreContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class Leases extends LeasesContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }

  @Nested
  class Replication extends ReplicationContract {
    private final InMemoryCluster cluster = new InMemoryCluster(3, 3);

    @Override
    protected TimeSeriesStore open() {
      return new ForwardingTimeSeriesStore(STORE) {
        private final ReplicationPort port = cluster.port(true);

        @Override
        public ReplicationPort replication() {
          return port;
        }
      };
    }
  }

  @Nested
  class ReplicationRecord extends ReplicationRecordContract {
    @Override
    protected TimeSeriesStore open() {
      return STORE;
    }
  }
}
