package net.es.esmond.storage.internal.meters;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The meters of a storage: the one table of their names, types, tags and descriptions. Each meter
 * also has the tag {@link #STORAGE}.
 */
public enum StorageMeter {
  WRITTEN_POINTS(
      "esmond.archive.write.points",
      Type.COUNTER,
      "base points given to writes: `written`, `unchanged` (the equal value was stored),"
          + " `conflicting` (another value was stored), `refused` (a rule, or a series that is not"
          + " registered), `failed` (a store could not serve)",
      "outcome"),
  EXPIRED_POINTS(
      "esmond.archive.expired.points",
      Type.COUNTER,
      "base points refused because they had outlived their retention when they came"),
  EXPIRED_PARTITIONS(
      "esmond.archive.expired.partitions",
      Type.COUNTER,
      "partitions dropped by retention because all their points had expired"),
  READ_POINTS("esmond.archive.read.points", Type.COUNTER, "points and summaries in pages read"),
  READ_PAGES(
      "esmond.archive.read.pages",
      Type.COUNTER,
      "pages read: `complete`, or `possibly_incomplete` while a repair is due",
      "outcome"),
  SWEPT_WINDOWS(
      "esmond.archive.sweep.windows",
      Type.COUNTER,
      "windows of summaries that sweeps `stored`, `stored_again` after late points, or"
          + " `passed_over`: their sums do not fit in 64 bits, or their histogram is too large",
      "outcome"),

  REQUESTS(
      "esmond.cassandra.requests",
      Type.TIMER,
      "answers of each node, `ok` or `error`, attempts one by one",
      "node",
      "outcome"),
  FAILOVERS(
      "esmond.cassandra.failovers",
      Type.COUNTER,
      "requests that another node answered after the first had failed or was too slow"),
  SPECULATIONS(
      "esmond.cassandra.speculations",
      Type.COUNTER,
      "requests sent to a further node while one was still asked"),
  RETRIES(
      "esmond.cassandra.retries",
      Type.COUNTER,
      "requests tried again after no node could serve them"),
  BREAKER(
      "esmond.cassandra.breaker",
      Type.GAUGE,
      "1 while the node is silent and avoided, else 0",
      "node"),
  SESSION_STATE(
      "esmond.cassandra.session.state",
      Type.GAUGE,
      "state of the store of measurements: 0 connecting, 1 up, 2 degraded, 3 down, 4 closed"),
  SESSION_REBUILDS(
      "esmond.cassandra.session.rebuilds", Type.COUNTER, "sessions replaced by a new one"),
  LOOKUPS_UNVERIFIED(
      "esmond.cassandra.lookups.unverified",
      Type.COUNTER,
      "times looked up before a write at which too few replicas answered to be sure that nothing is"
          + " stored"),
  IN_FLIGHT("esmond.cassandra.in.flight", Type.GAUGE, "requests under way"),
  QUEUE("esmond.cassandra.queue", Type.GAUGE, "requests that wait for their turn or for a node"),
  CASSANDRA_RETRY(
      "esmond.cassandra.retry.calls",
      Type.COUNTER,
      "Resilience4j's count of requests and connections that were tried again",
      "name",
      "kind"),
  CASSANDRA_BULKHEAD_AVAILABLE(
      "esmond.cassandra.bulkhead.available",
      Type.GAUGE,
      "calls that are still admitted: requests that wait for a node to come back (`waiting`),"
          + " repairs and cleanups over JMX (`jmx`)",
      "name"),
  CASSANDRA_BULKHEAD_MAX(
      "esmond.cassandra.bulkhead.max", Type.GAUGE, "calls of these that are admitted", "name"),
  CIRCUIT_BREAKER_STATE(
      "esmond.cassandra.circuitbreaker.state",
      Type.GAUGE,
      "1 for the state of a node's breaker, by Resilience4j",
      "name",
      "state"),
  CIRCUIT_BREAKER_CALLS(
      "esmond.cassandra.circuitbreaker.calls",
      Type.TIMER,
      "calls through a node's breaker: none, as only its state is used",
      "name",
      "kind"),
  CIRCUIT_BREAKER_NOT_PERMITTED(
      "esmond.cassandra.circuitbreaker.not.permitted.calls",
      Type.COUNTER,
      "calls that a node's breaker refused: none",
      "name",
      "kind"),
  CIRCUIT_BREAKER_BUFFERED(
      "esmond.cassandra.circuitbreaker.buffered.calls",
      Type.GAUGE,
      "calls that a node's breaker remembers: none",
      "name",
      "kind"),
  CIRCUIT_BREAKER_SLOW(
      "esmond.cassandra.circuitbreaker.slow.calls",
      Type.GAUGE,
      "slow calls that a node's breaker remembers: none",
      "name",
      "kind"),
  CIRCUIT_BREAKER_FAILURE_RATE(
      "esmond.cassandra.circuitbreaker.failure.rate",
      Type.GAUGE,
      "share of failures by a node's breaker: -1, as it sees no calls",
      "name"),
  CIRCUIT_BREAKER_SLOW_RATE(
      "esmond.cassandra.circuitbreaker.slow.call.rate",
      Type.GAUGE,
      "share of slow calls by a node's breaker: -1, as it sees no calls",
      "name"),

  REPLICAS(
      "esmond.replication.replicas",
      Type.GAUGE,
      "replicas of each row in the local datacenter",
      "keyspace"),
  REPLICAS_WANTED(
      "esmond.replication.replicas.wanted", Type.GAUGE, "`cassandra_replicas`", "keyspace"),
  DRIFT("esmond.replication.drift", Type.GAUGE, "1 while the two differ, else 0", "keyspace"),
  NODES(
      "esmond.replication.nodes",
      Type.GAUGE,
      "nodes of the cluster that are `up` or `down`",
      "keyspace",
      "state"),
  TOLERATED_LOSSES(
      "esmond.replication.tolerated.losses", Type.GAUGE, "nodes that may still fail", "keyspace"),
  RANGES_AT_RISK(
      "esmond.replication.ranges.at.risk",
      Type.GAUGE,
      "token ranges that have lost a replica and cannot lose another, at the configured levels",
      "keyspace"),
  REPAIR_DUE("esmond.replication.repair.due", Type.GAUGE, "nodes whose repair is due", "keyspace"),

  CALLS(
      "esmond.sql.calls",
      Type.TIMER,
      "calls to PostgreSQL, with waiting and repeating: `ok`, or the error's code in lower case",
      "operation",
      "outcome"),
  WAITING("esmond.sql.waiting", Type.GAUGE, "calls that wait for a connection"),
  PRIMARY("esmond.sql.primary", Type.GAUGE, "1 for the server that takes the calls", "server"),
  PROMOTIONS(
      "esmond.sql.promotions", Type.COUNTER, "primaries of a newer timeline that were found"),
  STALE(
      "esmond.sql.stale",
      Type.COUNTER,
      "calls answered from memory, as no primary could be reached"),
  TOUCH_LAG(
      "esmond.sql.touch.lag",
      Type.TIMER,
      "time by which `time_updated` followed its points: from the first touch to the stamp"),
  TOUCH_WAITING("esmond.sql.touch.waiting", Type.GAUGE, "event types that wait to be touched"),
  TOUCH_WRITTEN(
      "esmond.sql.touch.written",
      Type.COUNTER,
      "event types touched, any number of touches at a time counted once"),
  TOUCH_UNKNOWN(
      "esmond.sql.touch.unknown",
      Type.COUNTER,
      "event types not touched because they are not registered"),
  TOUCH_HOT_RATIO(
      "esmond.sql.touch.hot.ratio",
      Type.GAUGE,
      "share of the last minute's updates of `ps_event_types` that were heap-only, 0 to 1"),
  SQL_RETRY(
      "esmond.sql.retry.calls",
      Type.COUNTER,
      "Resilience4j's count of calls that were tried again: after a broken `connection`, or a"
          + " `conflict` with another transaction",
      "name",
      "kind"),
  SQL_BULKHEAD_AVAILABLE(
      "esmond.sql.bulkhead.available",
      Type.GAUGE,
      "calls that are still admitted, running or waiting for a thread",
      "name"),
  SQL_BULKHEAD_MAX("esmond.sql.bulkhead.max", Type.GAUGE, "calls that are admitted", "name");

  /** The tag of every meter: the number of the storage in this process, from 1. */
  public static final String STORAGE = "storage";

  /** The types of meters, as Micrometer names them. */
  public enum Type {
    COUNTER,
    GAUGE,
    TIMER
  }

  private final String meterName;
  private final Type type;
  private final String description;
  private final List<String> tags;

  StorageMeter(String meterName, Type type, String description, String... tags) {
    this.meterName = meterName;
    this.type = type;
    this.description = description;
    this.tags = List.of(tags);
  }

  /** Finds a meter by its name. */
  public static Optional<StorageMeter> named(String name) {
    return Arrays.stream(values()).filter(meter -> meter.meterName.equals(name)).findFirst();
  }

  /** Returns the name by which registries know the meter. */
  public String meterName() {
    return meterName;
  }

  /** Returns what kind of meter it is. */
  public Type type() {
    return type;
  }

  /** Returns what the meter shows, in Markdown. */
  public String description() {
    return description;
  }

  /** Returns the names of the meter's tags, in the order in which their values are given. */
  public List<String> tags() {
    return tags;
  }
}
