package net.es.esmond.storage.testkit.bench.documents;

import java.io.OutputStream;

/** Counts the bytes that are written, and drops them. */
final class ByteCount extends OutputStream {
  private long bytes;

  @Override
  public void write(int b) {
    bytes++;
  }

  @Override
  public void write(byte[] b, int offset, int length) {
    bytes += length;
  }

  long bytes() {
    return bytes;
  }
}
