package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Gate;
import net.es.esmond.storage.testkit.internal.GatedProxy;
import net.es.esmond.storage.testkit.internal.PeerGates;

/**
 * Proxies on every node's address, for clients and for other nodes, in front of the private address
 * that the node is bound to. Each node's clients share a gate, and so does each pair of nodes.
 */
final class RingNetwork implements AutoCloseable {
  private final RingConfig ring;
  private final Map<String, Gate> clients = new ConcurrentHashMap<>();
  private final PeerGates peers = new PeerGates();
  private final Map<InetAddress, String> names = new ConcurrentHashMap<>();
  private final Map<String, List<GatedProxy>> proxies = new ConcurrentHashMap<>();

  RingNetwork(RingConfig ring) {
    this.ring = ring;
  }

  /** Listens on a node's address instead of where it listened for that node before. */
  void listen(String node, InetAddress address, InetAddress boundTo) {
    leave(node);
    names.put(address, node);
    List<GatedProxy> listening = new ArrayList<>();
    proxies.put(node, listening);
    listening.add(proxy(address, boundTo, ring.nativePort(), first -> clients(node)));
    listening.add(proxy(address, boundTo, ring.storagePort(), first -> peer(node, first)));
  }

  /** Listens for a node no more. */
  void leave(String node) {
    names.values().remove(node);
    List<GatedProxy> before = proxies.remove(node);
    if (before != null) {
      Closing.all(before, GatedProxy::close);
    }
  }

  private static GatedProxy proxy(
      InetAddress address, InetAddress boundTo, int port, Function<byte[], Gate> gates) {
    return new GatedProxy(
        new InetSocketAddress(address, port), new InetSocketAddress(boundTo, port), gates);
  }

  Gate clients(String node) {
    return clients.computeIfAbsent(node, any -> new Gate());
  }

  private Gate peer(String node, byte[] first) {
    Optional<String> sender = InternodeHandshake.sender(first).map(names::get);
    return peers.between(node, sender.orElse("unknown"));
  }

  PeerGates peers() {
    return peers;
  }

  @Override
  public void close() {
    Closing.all(proxies.values(), both -> Closing.all(both, GatedProxy::close));
  }
}
