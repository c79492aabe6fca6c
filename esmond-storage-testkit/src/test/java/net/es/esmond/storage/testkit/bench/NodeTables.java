package net.es.esmond.storage.testkit.bench;

import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** The tables of a keyspace on one node, as the node's JMX tells of them. */
public final class NodeTables implements AutoCloseable {
  private static final String SERVICE = "org.apache.cassandra.db:type=StorageService";

  private final String keyspace;
  private final JMXConnector jmx;
  private final MBeanServerConnection beans;

  @SuppressWarnings("BanJNDI") // a node that this program started
  public NodeTables(CassandraNode node, String keyspace) throws IOException {
    this.keyspace = keyspace;
    jmx =
        JMXConnectorFactory.connect(
            new JMXServiceURL(
                "service:jmx:rmi:///jndi/rmi://127.0.0.1:"
                    + node.jmxAddress().getPort()
                    + "/jmxrmi"));
    beans = jmx.getMBeanServerConnection();
  }

  /** Bytes on disk that a table has in all nodes together, once it is flushed and compacted. */
  public static double compactedBytes(CassandraRing ring, String keyspace, String table)
      throws IOException, JMException {
    double bytes = 0;
    for (CassandraNode node : ring.nodes()) {
      try (NodeTables tables = new NodeTables(node, keyspace)) {
        tables.flush(table);
        tables.compact(table);
        bytes += tables.metric(table, "LiveDiskSpaceUsed", "Count");
      }
    }
    return bytes;
  }

  /** Writes what is in memory to disk. */
  public void flush(String table) throws IOException, JMException {
    var unused =
        beans.invoke(
            new ObjectName(SERVICE),
            "forceKeyspaceFlush",
            new Object[] {keyspace, new String[] {table}},
            new String[] {String.class.getName(), String[].class.getName()});
  }

  private void compact(String table) throws IOException, JMException {
    var unused =
        beans.invoke(
            new ObjectName(SERVICE),
            "forceKeyspaceCompaction",
            new Object[] {false, keyspace, new String[] {table}},
            new String[] {
              boolean.class.getName(), String.class.getName(), String[].class.getName()
            });
  }

  /** Returns a metric of a table, such as {@code MaxPartitionSize} and its {@code Value}. */
  public double metric(String table, String name, String attribute)
      throws IOException, JMException {
    String metric =
        "org.apache.cassandra.metrics:type=Table,keyspace=%s,scope=%s,name=%s"
            .formatted(keyspace, table, name);
    return ((Number) beans.getAttribute(new ObjectName(metric), attribute)).doubleValue();
  }

  @Override
  public void close() throws IOException {
    jmx.close();
  }
}
