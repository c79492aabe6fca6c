package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
  private static final Duration A_MOMENT = Duration.ofMillis(100);

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

  @Test
  void a_call_that_nobody_waits_for_any_more_counts_until_it_ends() throws Exception {
    Bulkhead running = Bulkhead.of("jmx", BulkheadConfig.custom().maxConcurrentCalls(1).build());
    try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        JmxMaintenance maintenance = maintenance(hung.getLocalPort(), running, A_MOMENT)) {
      assertThat(maintenance.cleanup(node(), LONG)).failsWithin(Duration.ofSeconds(20));

      assertThat(running.tryAcquirePermission()).as("while its call hangs").isFalse();
      hung.close();
      await().until(running::tryAcquirePermission);
    }
  }

  private static JmxMaintenance maintenance(int port, Bulkhead running) {
    return maintenance(port, running, JmxConnection.CALL);
  }

  private static JmxMaintenance maintenance(int port, Bulkhead running, Duration patience) {
    JmxAccess access = JmxAccess.at(node -> new HostPort("127.0.0.1", port));
    return new JmxMaintenance(null, "esmond", access, running, patience);
  }

  private static ReplicaNode node() {
    return new ReplicaNode(UUID.randomUUID(), "127.0.0.1", "dc1", "r1", true);
  }
}
