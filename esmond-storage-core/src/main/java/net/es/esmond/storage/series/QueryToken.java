package net.es.esmond.storage.series;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Writes a query as text that is safe in a URL, and reads it back. A checksum detects text that was
 * cut or mistyped. It does not prove where the text comes from, so every rule is checked again.
 */
final class QueryToken {
  private static final int VERSION = 1;

  /** Version of a token with an offset, which versions of this library before offsets refuse. */
  private static final int WITH_OFFSET = 2;

  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int MAX_CHARS = 4096;

  private QueryToken() {}

  static String write(SeriesQuery query) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(query.offset() == 0 ? VERSION : WITH_OFFSET);
      out.writeUTF(query.series().metadataKey());
      out.writeUTF(query.series().eventType().esmondName());
      out.writeUTF(query.series().summaryType().esmondName());
      out.writeLong(query.series().windowSeconds());
      writeInstant(out, query.from());
      writeInstant(out, query.to());
      out.writeBoolean(query.newestFirst());
      out.writeLong(query.limit());
      out.writeInt(query.pageSize());
      out.writeUTF(query.consistencyLevel().map(ConsistencyLevel::name).orElse(""));
      if (query.offset() > 0) {
        out.writeLong(query.offset());
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  static SeriesQuery read(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.length() <= MAX_CHARS ? token : "");
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int version = in.readByte();
      if (version != VERSION && version != WITH_OFFSET) {
        throw refused(token);
      }
      SeriesQuery query = readQuery(in);
      if (version == WITH_OFFSET) {
        query = query.offset(in.readLong());
      }
      int end = bytes.length - in.available();
      if (in.available() != CHECKSUM_BYTES || in.readInt() != checksum(bytes, end)) {
        throw refused(token);
      }
      return query;
    } catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw refused(token);
    }
  }

  private static SeriesQuery readQuery(DataInputStream in) throws IOException {
    Series series =
        new Series(
            in.readUTF(), EventType.of(in.readUTF()), SummaryType.of(in.readUTF()), in.readLong());
    return new SeriesQuery(
        series,
        readInstant(in),
        readInstant(in),
        in.readBoolean(),
        in.readLong(),
        0,
        in.readInt(),
        Optional.of(in.readUTF()).filter(level -> !level.isEmpty()).map(ConsistencyLevel::valueOf));
  }

  private static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static InvalidInputException refused(String token) {
    return new InvalidInputException("page-token", token, "must be one that a query gave");
  }
}
