package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.ConsistencyLevel;

/**
 * Cassandra's consistency level NODE_LOCAL, which the driver does not define. A coordinator answers
 * from its own data and asks no other node. At ONE, in contrast, it may ask another replica, and
 * with SimpleSnitch always asks the first. Nodes refuse this level unless started with {@code
 * cassandra.enable_nodelocal_queries}.
 */
final class NodeLocal implements ConsistencyLevel {
  static final ConsistencyLevel LEVEL = new NodeLocal();

  private NodeLocal() {}

  @Override
  public int getProtocolCode() {
    return 11;
  }

  @Override
  public String name() {
    return "NODE_LOCAL";
  }

  @Override
  public boolean isDcLocal() {
    return true;
  }

  @Override
  public boolean isSerial() {
    return false;
  }
}
