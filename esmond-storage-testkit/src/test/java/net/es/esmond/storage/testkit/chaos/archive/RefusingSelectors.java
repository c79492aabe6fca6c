package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Gives a process its channels, or refuses them as a firewall would that has taken against this
 * process alone: {@code -Djava.nio.channels.spi.SelectorProvider}. The driver's connections are
 * such channels; those to PostgreSQL are not.
 */
public final class RefusingSelectors extends SelectorProvider {
  private static final Set<SocketChannel> OPEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private static volatile boolean refusing;

  private final SelectorProvider jdk;

  /** Called by the JDK. */
  public RefusingSelectors() throws ReflectiveOperationException {
    jdk =
        (SelectorProvider)
            Class.forName("sun.nio.ch.DefaultSelectorProvider").getMethod("get").invoke(null);
  }

  /** What the process's JVM needs. */
  static List<String> jvmOptions() {
    return List.of(
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Djava.nio.channels.spi.SelectorProvider=" + RefusingSelectors.class.getName());
  }

  /** Breaks all connections and refuses new ones, or no longer does. */
  static void refuse(boolean now) throws IOException {
    refusing = now;
    if (now) {
      for (SocketChannel channel : OPEN.toArray(new SocketChannel[0])) {
        if (channel != null && channel.isConnected()) {
          // The driver reads the end of the stream, as from a peer that is gone.
          channel.shutdownInput();
          channel.shutdownOutput();
        }
      }
    }
  }

  private static SocketChannel opened(SocketChannel channel) {
    OPEN.add(channel);
    return channel;
  }

  private static void check() throws ConnectException {
    if (refusing) {
      throw new ConnectException("Connection refused to this process");
    }
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    check();
    return opened(jdk.openSocketChannel());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    check();
    return opened(jdk.openSocketChannel(family));
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return jdk.openSelector();
  }

  @Override
  public Pipe openPipe() throws IOException {
    return jdk.openPipe();
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return jdk.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return jdk.openDatagramChannel(family);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return jdk.openServerSocketChannel();
  }
}
