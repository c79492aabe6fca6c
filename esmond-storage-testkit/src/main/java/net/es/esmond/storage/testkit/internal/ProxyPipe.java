package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One direction of a proxied connection. A reader takes bytes as they come and a writer passes them
 * on when the gate lets them, so that a delay costs time but no throughput.
 */
final class ProxyPipe {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int QUEUED_CHUNKS = 128;
  private static final byte[] END = {};

  private static final class Chunk {
    private final byte[] bytes;
    private final long cameAt = System.nanoTime();

    Chunk(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final Socket from;
  private final Socket to;
  private final Gate gate;
  private final Runnable abort;
  private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);

  ProxyPipe(Socket from, Socket to, Gate gate, Runnable abort) {
    this.from = from;
    this.to = to;
    this.gate = gate;
    this.abort = abort;
  }

  /** What was read before it was known whose connection this is. */
  void prepend(byte[] bytes) {
    queue.add(new Chunk(bytes));
  }

  static byte[] read(Socket from) throws IOException {
    byte[] buffer = new byte[CHUNK_BYTES];
    int count = from.getInputStream().read(buffer);
    return count < 0 ? END : Arrays.copyOf(buffer, count);
  }

  void readAll() {
    try {
      byte[] bytes;
      do {
        bytes = read(from);
        queue.put(new Chunk(bytes));
      } while (bytes.length > 0);
    } catch (IOException e) {
      abort.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort.run();
    }
  }

  void writeAll() {
    try {
      for (Chunk next = queue.take(); next.bytes.length > 0; next = queue.take()) {
        gate.pass(next.cameAt);
        to.getOutputStream().write(next.bytes);
      }
      gate.pass(System.nanoTime());
      to.shutdownOutput();
    } catch (IOException e) {
      abort.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort.run();
    }
  }
}
