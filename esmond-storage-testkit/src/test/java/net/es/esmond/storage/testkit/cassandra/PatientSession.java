package net.es.esmond.storage.testkit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.time.Duration;

/** The bare driver, told to wait for a ring that shares two processors with all else. */
public final class PatientSession {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private PatientSession() {}

  public static CqlSession connect(CassandraRing ring) {
    return builder(ring).build();
  }

  static CqlSession connect(CassandraRing ring, String password) {
    return builder(ring).withAuthCredentials("cassandra", password).build();
  }

  private static CqlSessionBuilder builder(CassandraRing ring) {
    return CqlSession.builder()
        .addContactPoints(ring.contactPoints())
        .withLocalDatacenter(ring.datacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, PATIENCE)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, PATIENCE)
                .build());
  }
}
