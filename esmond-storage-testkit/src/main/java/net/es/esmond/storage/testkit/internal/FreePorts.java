package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.testkit.ServerException;

/**
 * Picks ports for servers, and keeps each from all others who pick, also in other JVMs, until it is
 * released or this JVM ends. Servers use TCP, so the UDP port of the same number is what is held.
 */
public final class FreePorts {
  private static final String PROPERTY = "esmond.testkit.ports";

  /** Below the range from which Linux takes the ports of outgoing connections. */
  private static final String DEFAULT_RANGE = "15000-32000";

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final int LAST_PORT = 65_535;
  private static final InetAddress HOLDING = Loopback.parse("127.0.0.1");
  private static final Map<Integer, DatagramSocket> HELD = new ConcurrentHashMap<>();

  private FreePorts() {}

  /** Returns a port on which nobody listens at any of the addresses, and which is held from now. */
  public static int pick(List<InetAddress> addresses) {
    String range = System.getProperty(PROPERTY, DEFAULT_RANGE);
    Matcher bounds = RANGE.matcher(range);
    if (!bounds.matches()) {
      throw notARange(range);
    }
    int first = Integer.parseInt(bounds.group(1));
    int last = Integer.parseInt(bounds.group(2));
    if (first < 1 || last < first || last > LAST_PORT) {
      throw notARange(range);
    }
    int count = last - first + 1;
    int start = ThreadLocalRandom.current().nextInt(count);
    for (int i = 0; i < count; i++) {
      int port = first + (start + i) % count;
      if (hold(port)) {
        if (addresses.stream().allMatch(address -> isFree(address, port))) {
          return port;
        }
        release(port);
      }
    }
    throw new ServerException(
        "No port of %s is free on all of %s; set the system property %s to another range"
            .formatted(range, addresses, PROPERTY));
  }

  private static ServerException notARange(String range) {
    return new ServerException(
        "%s must be FIRST-LAST, two ports from 1 to %s, but was '%s'"
            .formatted(PROPERTY, LAST_PORT, range));
  }

  private static boolean hold(int port) {
    try {
      HELD.put(port, new DatagramSocket(new InetSocketAddress(HOLDING, port)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets others pick a port again; does nothing if it is not held. */
  public static void release(int port) {
    DatagramSocket held = HELD.remove(port);
    if (held != null) {
      held.close();
    }
  }

  /**
   * Checks a port that was asked for.
   *
   * @return the port
   * @throws ServerException if somebody listens there at one of the addresses
   */
  public static int require(List<InetAddress> addresses, int port) {
    for (InetAddress address : addresses) {
      if (!isFree(address, port)) {
        throw new ServerException(
            "%s:%s is taken: end what listens there, or ask for no port, and a free one of the system"
                    .formatted(address.getHostAddress(), port)
                + " property "
                + PROPERTY
                + " is picked");
      }
    }
    return port;
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
