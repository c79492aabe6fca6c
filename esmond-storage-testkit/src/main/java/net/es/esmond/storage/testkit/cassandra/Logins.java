package net.es.esmond.storage.testkit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;

/** Cassandra makes its superuser some time after it serves. */
final class Logins {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(300);

  private Logins() {}

  static void await(List<CassandraNode> nodes, String datacenter, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (CassandraNode node : nodes) {
      while (true) {
        try (CqlSession session =
            CqlSession.builder()
                .addContactPoint(node.address())
                .withLocalDatacenter(datacenter)
                .withAuthCredentials("cassandra", "cassandra")
                .build()) {
          break;
        } catch (DriverException e) {
          if (System.nanoTime() > deadline) {
            throw new ServerException(
                node.name() + " did not accept its superuser within " + timeout, e);
          }
        }
        try {
          Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ServerException("Interrupted while starting " + node.name(), e);
        }
      }
    }
  }
}
