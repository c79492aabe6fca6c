package net.es.esmond.storage.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Iterates over the lines of a text in UTF-8, without empty ones, and closes it at its end. */
final class TextLines implements Iterator<String> {
  private final BufferedReader in;
  private @Nullable String next;
  private boolean ended;

  TextLines(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  @Override
  public boolean hasNext() {
    try {
      while (!ended && (next == null || next.isEmpty())) {
        next = in.readLine();
        if (next == null) {
          ended = true;
          in.close();
        }
      }
      return next != null;
    } catch (IOException e) {
      ended = true;
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    String line = next;
    next = null;
    return line;
  }
}
