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
}
