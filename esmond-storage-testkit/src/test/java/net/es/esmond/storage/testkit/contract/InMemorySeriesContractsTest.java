package net.es.esmond.storage.testkit.contract;

import java.time.Clock;
import net.es.esmond.storage.spi.TimeSeriesStore;
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
}
