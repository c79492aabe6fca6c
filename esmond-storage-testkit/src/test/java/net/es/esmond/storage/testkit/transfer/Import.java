package net.es.esmond.storage.testkit.transfer;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.ThriftSource;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportCheck;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.ImportSource;
import net.es.esmond.storage.transfer.RestSource;

/**
 * Imports another archive: {@code -Pimport -Dfrom=SOURCE -Dconf=FILE}. The source is the URL of an
 * archive's REST API, a folder or file, or {@code thrift:KEYSPACE}. Options are {@code
 * -Djournal=FILE}, by which a run goes on where the last one ended, {@code -Drate=10} requests a
 * second, {@code -Dbefore2000=true}, and {@code -Dsample=10} values of each series to compare
 * afterwards; 0 compares nothing.
 */
public final class Import {
  private static final String THRIFT = "thrift:";

  private Import() {}

  /**
   * Imports.
   *
   * @param args source, configuration, journal, rate, whether points before 2000 are taken, sample
   */
  public static void main(String[] args) {
    EsmondConf conf = args[1].isEmpty() ? EsmondConf.load() : EsmondConf.load(Path.of(args[1]));
    int status = 1;
    try (EsmondStorage storage = EsmondStorage.open(conf);
        ImportSource source = source(args[0], conf, Double.parseDouble(args[3]))) {
      status = run(storage, source, args) ? 0 : 1;
    } catch (EsmondException e) {
      System.out.println("import: ended early, run it again: " + e.getMessage());
    }
    System.exit(status);
  }

  private static ImportSource source(String from, EsmondConf conf, double rate) {
    if (from.matches("https?:.*")) {
      return RestSource.of(URI.create(from)).rate(rate);
    }
    return from.startsWith(THRIFT)
        ? ThriftSource.open(conf.cassandra(), from.substring(THRIFT.length()))
        : ImportSource.folder(Path.of(from));
  }

  private static boolean run(EsmondStorage storage, ImportSource source, String[] args) {
    ArchiveImport in = ArchiveImport.into(storage).progress(new TransferProgress());
    in = args[2].isEmpty() ? in : in.journal(Path.of(args[2]));
    in = Boolean.parseBoolean(args[4]) ? in.withPointsBefore2000() : in;
    ImportReport report = in.run(source);
    System.out.printf(
        Locale.ROOT,
        "imported: %,d records; %,d points written, %,d there before, %,d with another value;"
            + " %,d summaries ready made, %,d left to the archive; %,d refused%n",
        report.records(),
        report.written(),
        report.unchanged(),
        report.conflicting(),
        report.summaries(),
        report.derived(),
        report.refused());
    report.faults().forEach(fault -> System.out.println("refused: " + fault));
    int sample = Integer.parseInt(args[5]);
    return sample == 0 || verified(in.verify(source, sample));
  }

  private static boolean verified(ImportCheck check) {
    System.out.printf(
        Locale.ROOT,
        "verified: %,d points of %,d series by count, %,d by value; %,d missing, %,d different%n",
        check.points(),
        check.series(),
        check.sampled(),
        check.missing(),
        check.different());
    check.differences().forEach(each -> System.out.println("differs: " + each));
    return check.isEqual();
  }
}
