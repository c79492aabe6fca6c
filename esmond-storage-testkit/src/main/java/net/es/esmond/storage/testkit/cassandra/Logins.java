package net.es.esmond.storage.testkit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;

/** Cassandra makes its superuser some time after it serves. */
final class Logins {
  private Logins() {}

  static void await(List<CassandraNode> nodes, Duration timeout) {
    for (CassandraNode node : nodes) {
      if (!Await.reached(() -> accepts(node), timeout)) {
        throw new ServerException(node.name() + " did not accept its superuser within " + timeout);
      }
    }
  }

  private static boolean accepts(CassandraNode node) {
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(node.address())
            .withLocalDatacenter(node.datacenter())
            .withAuthCredentials("cassandra", "cassandra")
            .build()) {
      return true;
    } catch (DriverException e) {
      return false;
    }
  }
}
