package net.es.esmond.storage.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.es.esmond.storage.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Writes records and pages as lines. Compressed lines are a sequence of gzip members, as many as
 * there are flushes: what was written up to a flush is complete.
 */
final class ExportLines {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final ExportFormat format;
  private final boolean gzip;
  private @Nullable OutputStream open;
  private final ExportCounts counts = new ExportCounts();
  private long pages;

  ExportLines(OutputStream out, ExportFormat format, boolean gzip, boolean begins)
      throws IOException {
    this.out = out;
    this.format = format;
    this.gzip = gzip;
    if (begins && format == ExportFormat.CSV) {
      write(PointLines.CSV_HEADER);
    }
  }

  void write(List<Metadata> begun) throws IOException {
    counts.records += begun.size();
    if (format == ExportFormat.JSON_LINES) {
      for (Metadata record : begun) {
        write(RecordJson.line(record) + "\n");
      }
    }
  }

  void write(List<Metadata> begun, SeriesPages.Read read) throws IOException {
    write(begun);
    write(PointLines.of(format, read.query().series(), read.page().points()));
    pages++;
    counts.add(read.page());
    counts.series += read.page().next().isEmpty() ? 1 : 0;
  }

  private void write(String lines) throws IOException {
    if (open == null) {
      open = gzip ? new GZIPOutputStream(out, BUFFER) : new BufferedOutputStream(out, BUFFER);
    }
    open.write(lines.getBytes(UTF_8));
  }

  void flush() throws IOException {
    if (open instanceof GZIPOutputStream member) {
      member.finish();
      open = null;
    } else if (open != null) {
      open.flush();
    }
    out.flush();
  }

  long pages() {
    return pages;
  }

  ExportReport report() {
    return counts.report();
  }
}
