package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.es.esmond.storage.testkit.ServerException;

/** Picks ports that nobody listens on. */
public final class FreePorts {
  /** Below the range from which Linux takes the ports of outgoing connections. */
  private static final int FIRST = 15_000;

  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /**
   * Returns a port that is free on all of the addresses now; another process may take it next,
   * which picking at random makes unlikely.
   */
  public static int pick(List<InetAddress> addresses) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (addresses.stream().allMatch(address -> isFree(address, port))) {
        return port;
      }
    }
    throw new ServerException("No port from " + FIRST + " to " + LAST + " is free on " + addresses);
  }

  /** Returns whether nobody listens there; false too when the address is none of this machine's. */
  public static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
