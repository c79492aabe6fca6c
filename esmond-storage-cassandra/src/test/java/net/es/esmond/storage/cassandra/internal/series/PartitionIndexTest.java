package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cassandra.internal.session.SessionMeters;
import net.es.esmond.storage.cassandra.internal.session.Supervisor;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import org.junit.jupiter.api.Test;

class PartitionIndexTest {

  /** A timer for which no group is ever late. */
  private static final class StandingTimer implements GroupCommit.Timer {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public void after(long nanos, Runnable work) {}
  }

  @Test
  void a_partition_that_finds_no_room_is_refused_by_name() {
    SessionMeters meters = new SessionMeters(new HostMeters(null));
    Supervisor unconnected =
        new Supervisor(
            (deadline, listener) -> {
              throw new IllegalStateException("not asked");
            },
            session -> {
              throw new IllegalStateException("not asked");
            },
            meters);
    try (Requests requests =
        new Requests(unconnected, meters, 1024, StorageThreads.shared().timed())) {
      PartitionIndex index =
          new PartitionIndex(
              requests,
              CqlIdentifier.fromInternal("esmond"),
              Clock.systemUTC(),
              new StandingTimer());
      CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 20_000 && !last.isCompletedExceptionally(); i++) {
        last =
            index
                .record(
                    Series.base("key" + i, EventType.THROUGHPUT),
                    new Partition(2026, 11),
                    DefaultConsistencyLevel.LOCAL_ONE,
                    Deadline.after(Duration.ofMinutes(1)))
                .toCompletableFuture();
      }

      assertThat(last)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(StoreException.class)
          .withMessageContaining("10000 new partitions wait to be sent to Cassandra");
    }
  }
}
