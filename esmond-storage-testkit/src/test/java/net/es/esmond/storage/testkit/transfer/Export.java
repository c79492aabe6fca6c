package net.es.esmond.storage.testkit.transfer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ExportFormat;
import net.es.esmond.storage.transfer.ExportReport;

/**
 * Exports an archive: {@code -Pexport -Dto=TARGET -Dconf=FILE}. The target is a file that ends in
 * {@code .jsonl} or {@code .csv}, or else a folder for documents; with {@code .gz} behind it is
 * compressed. {@code -Dquery=event-type=throughput&source=198.51.100.1} chooses records and series
 * as esmond's parameters do. A run to the same target goes on where the last one ended.
 */
public final class Export {
  private Export() {}

  /**
   * Exports.
   *
   * @param args target, configuration, query
   */
  public static void main(String[] args) {
    EsmondConf conf = args[1].isEmpty() ? EsmondConf.load() : EsmondConf.load(Path.of(args[1]));
    int status = 1;
    try (EsmondStorage storage = EsmondStorage.builder(conf).readOnly().open()) {
      long begun = System.nanoTime();
      ArchiveExport export =
          ArchiveExport.of(storage)
              .records(MetadataQuery.parse(parameters(args[2]), storage.clock()))
              .progress(new TransferProgress());
      ExportReport report = run(export, args[0]);
      System.out.printf(
          Locale.ROOT,
          "exported: %,d records, %,d series, %,d points, %,.0f points/s%n",
          report.records(),
          report.series(),
          report.points(),
          1e9 * report.points() / (System.nanoTime() - begun));
      if (report.missing() > 0) {
        System.out.printf("export: %d windows have no summary%n", report.missing());
      }
      if (report.possiblyIncomplete()) {
        System.out.println("export: a repair is due, export again after it");
      }
      status = 0;
    } catch (EsmondException e) {
      System.out.println("export: ended early, run it again: " + e.getMessage());
    }
    System.exit(status);
  }

  private static ExportReport run(ArchiveExport export, String target) {
    boolean gzip = target.endsWith(".gz");
    String plain = gzip ? target.substring(0, target.length() - 3) : target;
    ArchiveExport to = gzip ? export.gzip() : export;
    for (ExportFormat format : ExportFormat.values()) {
      if (plain.endsWith("." + format.extension())) {
        return to.toFile(Path.of(target), format);
      }
    }
    return to.toFolder(Path.of(plain));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
      int end = (pair + "=").indexOf('=');
      parameters.put(pair.substring(0, end), pair.substring(Math.min(end + 1, pair.length())));
    }
    return parameters;
  }
}
