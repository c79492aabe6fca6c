package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ManyNodesTest {
  private static final int NODES = 100;

  @Test
  void no_request_fails_while_a_third_of_them_dies() {
    try (SimulatedRing ring = new SimulatedRing(NODES, 100);
        CqlSession session = ring.session(new SimpleMeterRegistry())) {
      assertThat(session.getMetadata().getNodes()).hasSize(NODES);
      List<CompletableFuture<AsyncResultSet>> running = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        for (int request = 0; request < 50; request++) {
          running.add(session.executeAsync(SimulatedRing.QUERY).toCompletableFuture());
        }
        if (i % 3 == 1) {
          ring.node(i).rejectConnections(0, RejectScope.UNBIND);
          ring.node(i).closeConnections(CloseType.DISCONNECT);
        }
      }
      assertThat(running).allSatisfy(request -> assertThat(request.join()).isNotNull());
    }
  }
}
