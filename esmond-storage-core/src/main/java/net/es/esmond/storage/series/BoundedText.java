package net.es.esmond.storage.series;

import java.io.IOException;
import java.io.Writer;

/** Collects text up to a limit, so that what is enormous is refused before it fills the memory. */
final class BoundedText extends Writer {
  private final StringBuilder text = new StringBuilder();
  private final int maxChars;

  BoundedText(int maxChars) {
    this.maxChars = maxChars;
  }

  /** The text would be longer than its limit. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    if (text.length() + length > maxChars) {
      throw new TooLongException();
    }
    text.append(chars, offset, length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public String toString() {
    return text.toString();
  }
}
