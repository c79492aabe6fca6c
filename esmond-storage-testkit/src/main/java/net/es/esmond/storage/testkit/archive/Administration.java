package net.es.esmond.storage.testkit.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.internal.core.loadbalancing.DcInferringLoadBalancingPolicy;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Collectors;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.ServerException;

/** Creates and drops what archives live in. */
record Administration(EsmondConf access) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  void createDatabase(String name) {
    execute("CREATE DATABASE \"" + name + "\"");
  }

  /** Whoever is connected still loses the connection. */
  void dropDatabase(String name) {
    execute("DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
  }

  private void execute(String sql) {
    SqlConf sqlConf = access.sql();
    String hosts =
        sqlConf.servers().stream().map(Object::toString).collect(Collectors.joining(","));
    Properties properties = new Properties();
    properties.setProperty("user", sqlConf.user());
    properties.setProperty("password", sqlConf.password().reveal());
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", String.valueOf(TIMEOUT.toSeconds()));
    try (Connection connection =
            DriverManager.getConnection("jdbc:postgresql://" + hosts + "/postgres", properties);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new ServerException("PostgreSQL at " + hosts + " did not do: " + sql, e);
    }
  }

  void dropKeyspace(String name) {
    CassandraConf cassandra = access.cassandra();
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withClass(
                        DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS,
                        DcInferringLoadBalancingPolicy.class)
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
                    .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, TIMEOUT)
                    .build());
    cassandra
        .servers()
        .forEach(
            server -> builder.addContactPoint(new InetSocketAddress(server.host(), server.port())));
    cassandra
        .user()
        .ifPresent(
            user ->
                builder.withAuthCredentials(
                    user, cassandra.password().map(Secret::reveal).orElse("")));
    try (CqlSession session = builder.build()) {
      session.execute("DROP KEYSPACE IF EXISTS \"" + name + "\"");
    } catch (DriverException e) {
      throw new ServerException("Keyspace " + name + " could not be dropped", e);
    }
  }
}
