package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.CharBuffer;

/**
 * A JSON document of esmond's REST API, which is made while it is written: memory holds a few
 * kilobytes of its text, however long it is. The text is ASCII, and thereby UTF-8; any other
 * character is escaped. A document of a stream can be written once, and then fails with {@link
 * IllegalStateException}; any other one can be written again.
 *
 * <p>What the stream throws, such as {@link net.es.esmond.storage.error.StoreException}, ends the
 * document: what was written before is no complete JSON text. Nothing was written if the error came
 * within the first 4,000 characters, and the caller may still answer with an error.
 */
public final class JsonDocument {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final Content content;

  /** Writes the content of a document. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  JsonDocument(Content content) {
    this.content = content;
  }

  /**
   * Writes this document as bytes.
   *
   * @param out flushed at the end, not closed
   * @throws IOException what the stream throws
   */
  public void writeTo(OutputStream out) throws IOException {
    write(JSON.createGenerator(out));
  }

  /**
   * Appends this document as text.
   *
   * @param out such as a {@link StringBuilder} or a {@link Writer}; not closed
   * @throws IOException what the target throws
   */
  public void appendTo(Appendable out) throws IOException {
    write(JSON.createGenerator(new AppendableWriter(out)));
  }

  /**
   * Returns this document as a whole, for answers of known length.
   *
   * @return the bytes
   */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the document. A generator that fails is left open: closing it would send its rest. */
  private void write(JsonGenerator json) throws IOException {
    content.writeTo(json);
    json.close();
  }

  /** Appends what is written. */
  private static final class AppendableWriter extends Writer {
    private final Appendable out;

    AppendableWriter(Appendable out) {
      this.out = out;
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
      out.append(CharBuffer.wrap(chars, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
