package net.es.esmond.storage.conf;

import java.util.ArrayList;
import java.util.List;

/** A configuration while its keys are read one after another. */
final class ConfDraft {
  private static final int THRIFT_PORT = 9160;

  final CassandraConfBuilder cassandra = CassandraConf.builder();
  final TlsConfBuilder cassandraTls = TlsConf.builder();
  final SqlConfBuilder sql = SqlConf.builder();
  final TlsConfBuilder sqlTls = TlsConf.builder();
  final TouchConfBuilder touch = TouchConf.builder();
  int cassandraPort = 9042;
  private int sqlPort = 5432;

  /** Whether a server was given with Thrift's port. */
  boolean thrift;

  void cassandraServers(String text) {
    List<HostPort> servers = new ArrayList<>();
    for (HostPort server : servers(text, cassandraPort)) {
      boolean old = server.port() == THRIFT_PORT;
      thrift |= old;
      servers.add(old ? new HostPort(server.host(), nativePort()) : server);
    }
    cassandra.servers(servers);
  }

  /** Without {@code sql_db_host}, this is the port of the default host. */
  void sqlPort(int port) {
    sqlPort = port;
    sql.servers(List.of(new HostPort("localhost", port)));
  }

  void sqlServers(String text) {
    sql.servers(servers(text, sqlPort));
  }

  /** The port that replaces Thrift's. */
  int nativePort() {
    return cassandraPort == THRIFT_PORT ? 9042 : cassandraPort;
  }

  private static List<HostPort> servers(String text, int defaultPort) {
    List<HostPort> servers = new ArrayList<>();
    for (String server : text.split(",", -1)) {
      servers.add(HostPort.parse(server, defaultPort));
    }
    return servers;
  }
}
