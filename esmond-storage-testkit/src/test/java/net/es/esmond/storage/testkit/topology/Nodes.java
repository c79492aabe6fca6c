package net.es.esmond.storage.testkit.topology;

import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What happens to nodes: the level stays reachable throughout. */
final class Nodes {
  private Nodes() {}

  static void add(Site site) {
    site.work();
    site.ring().addNode(site.ring().datacenter());
    site.work();
  }

  static void decommission(Site site) {
    site.work();
    site.ring().decommission(site.ring().node(2));
    site.work();
  }

  /** A node loses its disk and comes back empty. */
  static void replace(Site site) {
    CassandraNode lost = lose(site);
    lost.start();
    lost.repair(Site.KEYSPACE);
    site.work();
  }

  /** A node is lost with its machine, and another one takes its place. */
  static void replaceElsewhere(Site site) {
    CassandraNode lost = lose(site);
    lost.moveTo(lost.address().getAddress().getHostAddress().replaceFirst("\\d+$", "99"));
    lost.start();
    site.work();
  }

  private static CassandraNode lose(Site site) {
    CassandraNode lost = site.ring().node(2);
    site.work();
    lost.kill();
    site.work();
    lost.wipe();
    return lost;
  }

  /** All nodes of a rack are away for a while. */
  static void loseRack(Site site) {
    site.work();
    site.ring().nodes().stream()
        .filter(node -> node.rack().equals("rack2"))
        .forEach(CassandraNode::kill);
    site.work();
    site.work();
    site.ring().heal();
    site.work();
  }

  /** Each node is killed, hangs, or is restarted; one more comes, and one goes. */
  static void liveOn(Site site) {
    comeAndGo(site);
    add(site);
    decommission(site);
  }

  static void comeAndGo(Site site) {
    CassandraRing ring = site.ring();
    site.work();
    ring.node(1).kill();
    site.work();
    ring.node(1).start();
    ring.node(2).pause();
    site.work();
    ring.node(2).resume();
    ring.node(3).restart();
    site.work();
  }
}
