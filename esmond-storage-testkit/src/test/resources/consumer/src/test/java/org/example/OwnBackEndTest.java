package org.example;

import java.time.Clock;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.contract.TimeSeriesWriteContract;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;

/** Somebody's own back end keeps what the port promises; here it is the one in memory. */
class OwnBackEndTest extends TimeSeriesWriteContract {

  @Override
  protected TimeSeriesStore open() {
    return new InMemoryTimeSeriesStore(Clock.systemUTC());
  }
}
