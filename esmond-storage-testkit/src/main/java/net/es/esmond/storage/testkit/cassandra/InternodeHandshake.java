package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first message on a connection between two nodes (Cassandra 4.0 and later): a magic number,
 * flags, and the address by which the sender is known.
 */
final class InternodeHandshake {
  private static final int MAGIC = 0xCA552DFA;
  private static final int PORT_BYTES = 2;

  private InternodeHandshake() {}

  /** Returns who speaks, or empty when this is no such message. */
  static Optional<InetAddress> sender(byte[] first) {
    ByteBuffer message = ByteBuffer.wrap(first);
    if (message.remaining() < 9 || message.getInt() != MAGIC) {
      return Optional.empty();
    }
    message.getInt();
    int length = message.get() - PORT_BYTES;
    if ((length != 4 && length != 16) || message.remaining() < length) {
      return Optional.empty();
    }
    byte[] address = new byte[length];
    message.get(address);
    try {
      return Optional.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
