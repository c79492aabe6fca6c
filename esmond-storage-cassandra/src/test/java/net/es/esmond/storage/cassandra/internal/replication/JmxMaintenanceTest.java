package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicaNode;
import org.junit.jupiter.api.Test;

class JmxMaintenanceTest {
  private static final Deadline LONG = Deadline.after(Duration.ofMinutes(1));

  @Test
  void a_hung_node_takes_no_more_than_the_bulkhead_admits() throws Exception {
    Bulkhead running = Bulkhead.of("jmx", BulkheadConfig.custom().maxConcurrentCalls(2).build());
    try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        JmxMaintenance maintenance = maintenance(hung.getLocalPort(), running)) {
      List<CompletableFuture<Void>> started = new ArrayList<>();
      started.add(maintenance.cleanup(node(), LONG).toCompletableFuture());
      started.add(maintenance.cleanup(node(), LONG).toCompletableFuture());

      CompletableFuture<Void> refused = maintenance.cleanup(node(), LONG).toCompletableFuture();

      assertThat(refused)
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              StoreException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED));
      assertThat(started).noneMatch(CompletableFuture::isDone);
    }
  }

  private static JmxMaintenance maintenance(int port, Bulkhead running) {
    JmxAccess access = JmxAccess.at(node -> new HostPort("127.0.0.1", port));
    return new JmxMaintenance(null, "esmond", access, running);
  }

  private static ReplicaNode node() {
    return new ReplicaNode(UUID.randomUUID(), "127.0.0.1", "dc1", "r1", true);
  }
}
