package net.es.esmond.storage.testkit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;

/**
 * A node that asks for a password and knows privileges, which tests share that harm it not. Started
 * by the first that asks; dies with the JVM.
 */
public final class LoginRing {
  /** The role that may do anything; its name is also its password. */
  public static final String ADMINISTRATOR = "cassandra";

  private static final CassandraRing RING =
      CassandraRing.builder()
          .nodes(1)
          .firstAddress("127.0.20.21")
          .passwordAuthentication()
          // What is granted counts at once.
          .setting("permissions_validity", "0ms")
          .start();

  private LoginRing() {}

  /** The address of the node. */
  public static List<HostPort> servers() {
    return RingAddresses.of(RING);
  }

  /** A configuration for a role whose name is also its password. */
  public static CassandraConf conf(String role, String keyspace) {
    return CassandraConf.builder()
        .servers(servers())
        .user(role)
        .password(new Secret(role))
        .keyspace(keyspace)
        .replicas(1)
        .build();
  }

  /** Executes statements as the administrator. */
  public static void execute(String... statements) {
    executeAs(ADMINISTRATOR, statements);
  }

  /** Executes statements as a role. */
  public static void executeAs(String role, String... statements) {
    try (CqlSession session =
        CassandraSessionFactory.of(conf(role, "unused"))
            .open(Deadline.after(Duration.ofSeconds(60)))) {
      for (String statement : statements) {
        session.execute(statement);
      }
    }
  }
}
