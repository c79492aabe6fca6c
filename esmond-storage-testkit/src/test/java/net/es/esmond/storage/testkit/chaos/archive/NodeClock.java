package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.cassandra.utils.Clock;

/**
 * Cassandra's clock in a node ({@code -Dcassandra.clock}), set off by what a file in the node's
 * folder says. Of this library, a node has this class alone.
 */
public final class NodeClock implements Clock {
  private static final String FILE = "clock";
  private static final long LOOKED_EACH_NANOS = 250_000_000L;

  private final Path file = Path.of(System.getProperty("cassandra.storagedir"), FILE);
  private volatile long lookedAt = System.nanoTime() - LOOKED_EACH_NANOS;
  private volatile long aheadMillis;

  /** Called by Cassandra. */
  public NodeClock() {}

  /** Called by the JVM, as the agent that brings this class. */
  public static void premain(String arguments) {}

  /**
   * Sets a node's clock off.
   *
   * @param node the node's folder
   */
  static void set(Path node, long aheadMillis) throws IOException {
    Files.writeString(node.resolve(FILE), String.valueOf(aheadMillis));
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    long now = System.nanoTime();
    if (now - lookedAt >= LOOKED_EACH_NANOS) {
      lookedAt = now;
      aheadMillis = read();
    }
    return System.currentTimeMillis() + aheadMillis;
  }

  private long read() {
    try {
      String text = Files.readString(file);
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      return aheadMillis;
    }
  }
}
