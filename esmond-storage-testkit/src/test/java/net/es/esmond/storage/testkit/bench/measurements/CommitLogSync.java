package net.es.esmond.storage.testkit.bench.measurements;

import java.util.Locale;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.CassandraRingBuilder;

/** Cassandra's ways to sync the commit log that are compared. */
enum CommitLogSync {
  /** The default: a write is acknowledged before it is on the disk. */
  PERIODIC("127.0.34.61"),
  /** A write waits for the next sync, which many writes share: within ten milliseconds. */
  GROUP("127.0.34.71");

  static final int REPLICAS = 3;
  private final String firstAddress;

  CommitLogSync(String firstAddress) {
    this.firstAddress = firstAddress;
  }

  /** Starts three nodes that sync in this way, at addresses of their own. */
  CassandraRing start() {
    CassandraRingBuilder ring =
        CassandraRing.builder()
            .nodes(3)
            .firstAddress(firstAddress)
            .setting("write_request_timeout", "20s")
            .setting("read_request_timeout", "20s");
    if (this == GROUP) {
      ring.setting("commitlog_sync", "group")
          .setting("commitlog_sync_period", "0ms")
          .setting("commitlog_sync_group_window", "10ms");
    }
    return ring.start();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
