package net.es.esmond.storage.testkit.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import net.es.esmond.storage.testkit.internal.Gate;
import net.es.esmond.storage.testkit.internal.GatedProxy;

/**
 * Stands between clients and a server on this machine and makes the line between them slow or dead,
 * or leads it elsewhere, as a load balancer or an address that moved would.
 *
 * <p>Thread-safe. What it does applies to open connections and to new ones alike.
 */
public final class TcpProxy implements AutoCloseable {
  private final Gate gate = new Gate();
  private final GatedProxy proxy;

  private TcpProxy(InetSocketAddress listen, InetSocketAddress target) {
    this.proxy = new GatedProxy(listen, target, first -> gate);
  }

  /**
   * Starts a proxy on a free port of 127.0.0.1.
   *
   * @param target where to pass connections on to; need not be there yet
   * @return listening; close it
   */
  public static TcpProxy to(InetSocketAddress target) {
    return to(target, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /**
   * Starts a proxy.
   *
   * @param target where to pass connections on to; need not be there yet
   * @param listen where to listen; port 0 for a free one
   * @return listening; close it
   * @throws net.es.esmond.storage.testkit.ServerException if it cannot listen there
   */
  public static TcpProxy to(InetSocketAddress target, InetSocketAddress listen) {
    return new TcpProxy(listen, target);
  }

  /**
   * Returns where clients connect.
   *
   * @return address and port, resolved
   */
  public InetSocketAddress address() {
    return proxy.address();
  }

  /**
   * Makes every byte arrive later, in both directions.
   *
   * @param oneWay zero or more; a round trip takes twice as much longer
   */
  public void delay(Duration oneWay) {
    gate.delay(oneWay);
  }

  /** Stops all bytes without breaking connections; they go on where they were once restored. */
  public void cut() {
    gate.cut();
  }

  /** Lets bytes pass again, at once. */
  public void restore() {
    gate.restore();
  }

  /** Breaks all open connections with a TCP reset; new ones are served. */
  public void reset() {
    proxy.reset();
  }

  /**
   * Passes new connections on to another server; open ones stay where they are.
   *
   * @param target the other server
   */
  public void retarget(InetSocketAddress target) {
    proxy.retarget(target);
  }

  /** Stops listening and breaks all connections. May be repeated. */
  @Override
  public void close() {
    proxy.close();
  }
}
