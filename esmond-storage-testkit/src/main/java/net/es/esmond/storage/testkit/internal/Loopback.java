package net.es.esmond.storage.testkit.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Test servers listen on this machine only: their passwords are no secret. */
public final class Loopback {
  private Loopback() {}

  /** Parses a loopback address. */
  public static InetAddress parse(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address);
      if (parsed.isLoopbackAddress()) {
        return parsed;
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("Not an address: '" + address + "'", e);
    }
    throw new IllegalArgumentException(
        "A test server's address must be a loopback one, but was '" + address + "'");
  }

  /** Returns the nth address from the first one on, counted from 1. */
  public static InetAddress nth(InetAddress first, int number) {
    byte[] bytes = first.getAddress();
    int last = Byte.toUnsignedInt(bytes[bytes.length - 1]) + number - 1;
    if (last > 254) {
      throw new IllegalArgumentException(
          "The servers' addresses must end at .254, but start at " + first.getHostAddress());
    }
    bytes[bytes.length - 1] = (byte) last;
    return of(bytes);
  }

  /** Returns where a proxied server is bound to: the address it is known by, out of the way. */
  public static InetAddress behindProxy(InetAddress address) {
    byte[] bytes = address.getAddress();
    bytes[1] ^= 64;
    return of(bytes);
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
