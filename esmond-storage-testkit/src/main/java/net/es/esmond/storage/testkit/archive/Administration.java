package net.es.esmond.storage.testkit.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.EsmondException;
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

  /** By a session as archives have it, in as much time as they take to make a keyspace. */
  void dropKeyspace(String name) {
    CassandraConf cassandra = access.cassandra();
    try (CqlSession session =
        CassandraSessionFactory.of(cassandra).open(Deadline.after(cassandra.startTimeout()))) {
      session.execute(
          SimpleStatement.newInstance("DROP KEYSPACE IF EXISTS \"" + name + "\"")
              .setTimeout(cassandra.schemaTimeout()));
    } catch (EsmondException | DriverException e) {
      throw new ServerException("Keyspace " + name + " could not be dropped", e);
    }
  }
}
