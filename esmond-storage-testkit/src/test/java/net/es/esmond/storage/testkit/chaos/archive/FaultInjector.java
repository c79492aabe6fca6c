package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** Does to servers and clients what is planned, and undoes it. Blocks for as long as it lasts. */
final class FaultInjector {
  /** How long a former primary is writable beside the new one. */
  private static final Duration TWO_PRIMARIES = Duration.ofSeconds(3);

  private final ChaosServers servers;
  private final List<ClientProcess> clients;
  private final ReplicationManager replication;
  private final Runnable membersChanged;

  /**
   * Creates what harms.
   *
   * @param membersChanged tells clients where nodes are now
   */
  FaultInjector(
      ChaosServers servers,
      List<ClientProcess> clients,
      ReplicationManager replication,
      Runnable membersChanged) {
    this.servers = servers;
    this.clients = clients;
    this.replication = replication;
    this.membersChanged = membersChanged;
  }

  /** The name of what the fault happens to, as the history has it. */
  String target(PlannedFault planned) {
    return planned.is(Fault.Part.CLIENT) ? client(planned).name() : planned.on();
  }

  /** Does it, waits, and undoes it; returns once the part serves again. */
  void inflict(PlannedFault planned) throws InterruptedException {
    switch (planned.fault().part()) {
      case NODE -> onNode(planned);
      case RING -> onRing(planned);
      case POSTGRES -> onPostgres(planned);
      case CLIENT -> onClient(planned);
    }
  }

  private void onNode(PlannedFault planned) throws InterruptedException {
    CassandraNode node = servers.ring().node(planned.target());
    switch (planned.fault()) {
      case NODE_KILLED -> node.kill();
      case NODE_RESTARTED -> node.stop();
      case NODE_MOVED -> {
        node.stop();
        node.moveTo(servers.freeAddress());
        membersChanged.run();
      }
      case NODE_HUNG -> node.pause();
      case NODE_CUT_OFF_FROM_CLIENTS -> node.cutOffFromClients();
      case NODE_CUT_OFF_FROM_PEERS -> node.cutOffFromPeers();
      case NODE_SLOW -> node.delayClients(Duration.ofMillis(planned.amount()));
      case NODE_CLOCK_OFF -> setClock(node, planned.amount());
      case NODE_DISK_FULL -> servers.disk(node.name()).fill();
      default -> throw new IllegalArgumentException(planned.toString());
    }
    sleep(planned);
    if (planned.fault() == Fault.NODE_CLOCK_OFF) {
      setClock(node, 0);
    }
    if (planned.fault() == Fault.NODE_DISK_FULL) {
      servers.disk(node.name()).free();
      // Cassandra stops to serve when it cannot write, and does not begin again by itself.
      node.kill();
    }
    heal(node);
  }

  private void heal(CassandraNode node) {
    node.restoreNetwork();
    if (node.state() == Server.State.PAUSED) {
      node.resume();
    }
    if (node.state() == Server.State.STOPPED) {
      node.start();
    }
  }

  private void setClock(CassandraNode node, long aheadMillis) {
    try {
      NodeClock.set(servers.folder(node), aheadMillis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onRing(PlannedFault planned) throws InterruptedException {
    CassandraRing ring = servers.ring();
    switch (planned.fault()) {
      case NODE_REPLACED -> {
        CassandraNode node = ring.node(planned.target());
        // What it and one other node have must not be lost with it: hints may be under way still.
        repair(node);
        node.kill();
        sleep(planned);
        node.wipe();
        node.start();
        // Writes have passed it by while it joined.
        repair(node);
      }
      case NODE_ADDED_AND_DECOMMISSIONED -> {
        CassandraNode added = ring.addNode(ring.datacenter());
        membersChanged.run();
        sleep(planned);
        ring.decommission(added);
        membersChanged.run();
      }
      case REPLICAS_CHANGED -> changeReplicas();
      default -> throw new IllegalArgumentException(planned.toString());
    }
  }

  private static void repair(CassandraNode node) {
    List.of(ArchiveChaos.KEYSPACE, "esmond_control").forEach(node::repair);
  }

  /** Changes the replica count by one, and back. */
  private void changeReplicas() {
    int before = replication.status().replicas();
    for (int count : new int[] {before == 3 ? 2 : 3, before}) {
      replication.apply(replication.plan(count));
      if (replication.awaitChange(ArchiveChaos.PATIENCE).change().isPresent()) {
        throw new IllegalStateException(
            "The change to " + count + " replicas is not done: " + replication.status());
      }
    }
  }

  private void onPostgres(PlannedFault planned) throws InterruptedException {
    PostgresCluster postgres = servers.postgres();
    PostgresServer primary = postgres.primary();
    PostgresServer standby = postgres.standbys().get(0);
    switch (planned.fault()) {
      case PRIMARY_KILLED -> primary.kill();
      case PRIMARY_HUNG -> primary.pause();
      case PRIMARY_KILLED_STANDBY_PROMOTED -> {
        primary.kill();
        postgres.promote(standby);
      }
      case PRIMARY_HUNG_STANDBY_PROMOTED -> {
        primary.pause();
        postgres.promote(standby);
      }
      case PRIMARY_READ_ONLY -> ChaosServers.setReadOnly(primary, true);
      case PRIMARY_CUT_OFF_FROM_CLIENTS -> primary.cutOffFromClients();
      case PRIMARY_CUT_OFF_FROM_STANDBY -> primary.cutOffFromPeers();
      case PRIMARY_DISK_FULL -> servers.disk(primary.name()).fill();
      case STANDBY_KILLED -> standby.kill();
      default -> throw new IllegalArgumentException(planned.toString());
    }
    sleep(planned);
    if (planned.fault() == Fault.PRIMARY_HUNG_STANDBY_PROMOTED) {
      primary.resume();
      TimeUnit.MILLISECONDS.sleep(TWO_PRIMARIES.toMillis());
    }
    if (planned.fault() == Fault.PRIMARY_READ_ONLY) {
      ChaosServers.setReadOnly(primary, false);
    }
    if (planned.fault() == Fault.PRIMARY_DISK_FULL) {
      servers.disk(primary.name()).free();
    }
    postgres.heal();
  }

  private ClientProcess client(PlannedFault planned) {
    return clients.get(planned.target() - 1);
  }

  private void onClient(PlannedFault planned) throws InterruptedException {
    ClientProcess client = client(planned);
    switch (planned.fault()) {
      case CLIENT_STOPPED -> client.pause();
      case CLIENT_KILLED -> client.kill();
      case CLIENT_CLOCK_OFF -> setClock(client, planned.amount());
      case CLIENT_REFUSED -> client.refuse(true);
      default -> throw new IllegalArgumentException(planned.toString());
    }
    sleep(planned);
    switch (planned.fault()) {
      case CLIENT_STOPPED -> client.resume();
      case CLIENT_KILLED -> client.start();
      case CLIENT_CLOCK_OFF -> setClock(client, 0);
      default -> client.refuse(false);
    }
  }

  private static void setClock(ClientProcess client, long aheadMillis) {
    client.control(c -> new Control(c.phase(), aheadMillis, c.refused(), c.jmxPorts()));
  }

  private static void sleep(PlannedFault planned) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(planned.forMillis());
  }
}
