package net.es.esmond.storage.testkit.cassandra;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.internal.ProcessServer;

/**
 * One node of a {@link CassandraRing}. After {@link #start()} it answers CQL, and it and every
 * other running node take each other for up.
 */
public final class CassandraNode implements Server {
  private final RingConfig ring;
  private final int number;
  private final ProcessServer process;

  CassandraNode(RingConfig ring, int number, java.util.function.Predicate<CassandraNode> settled) {
    this.ring = ring;
    this.number = number;
    String name = "cassandra-" + number;
    Path folder = ring.folder().resolve(name);
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                name,
                folder.resolve("node.log"),
                "TERM",
                ring.startTimeout(),
                () -> NodeFiles.command(ring, number, folder),
                () -> settled.test(this)));
  }

  /**
   * Returns the node's number in the ring.
   *
   * @return from 1
   */
  public int number() {
    return number;
  }

  /**
   * Returns where CQL clients find the node.
   *
   * @return address and port, resolved
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(ring.address(number), ring.nativePort());
  }

  /**
   * Returns where JMX clients of this machine, nodetool among them, find the node.
   *
   * @return 127.0.0.1 and the node's own port; no password is asked for
   */
  public InetSocketAddress jmxAddress() {
    return new InetSocketAddress("127.0.0.1", ring.jmxPort(number));
  }

  /**
   * Returns the id of the node's process.
   *
   * @return -1 when it is stopped
   */
  public long pid() {
    return process.pid();
  }

  @Override
  public String name() {
    return process.name();
  }

  @Override
  public State state() {
    return process.state();
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void pause() {
    process.pause();
  }

  @Override
  public void resume() {
    process.resume();
  }

  @Override
  public List<String> lastLogLines(int lines) {
    return process.lastLogLines(lines);
  }

  @Override
  public String toString() {
    return name() + " at " + address() + ", " + state();
  }
}
