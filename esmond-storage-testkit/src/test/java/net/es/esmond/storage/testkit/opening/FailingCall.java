package net.es.esmond.storage.testkit.opening;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.series.SeriesQuery;

/** Makes a call on an archive without servers, and says how it failed. */
public final class FailingCall implements Function<String, String> {
  private static final List<HostPort> NOBODY = List.of(new HostPort("127.0.0.1", 1));
  private static final Duration LONG = Duration.ofMinutes(2);

  /**
   * Makes a call.
   *
   * @param call {@code open} and the store to open, or {@code read} or {@code find} on a store that
   *     was opened in the background
   * @return code and message of the error
   */
  @Override
  public String apply(String call) {
    try {
      return call(call);
    } catch (EsmondException e) {
      return e.code() + " " + e.getMessage();
    } catch (RuntimeException | Error e) {
      return e.toString();
    }
  }

  private static String call(String call) {
    EsmondStorageBuilder builder =
        EsmondStorage.builder(
            EsmondConf.of(
                CassandraConf.builder().servers(NOBODY).startTimeout(LONG).build(),
                SqlConf.builder().servers(NOBODY).startTimeout(LONG).build()));
    if (call.endsWith("metadata") || call.equals("find")) {
      builder.onlyMetadata();
    } else {
      builder.onlyMeasurements();
    }
    if (call.startsWith("open")) {
      builder.open().close();
      return "opened";
    }
    try (EsmondStorage storage = builder.inBackground().open()) {
      return call.equals("find")
          ? storage.metadata().withTimeout(LONG).find("0123456789abcdef").toString()
          : storage
              .archive()
              .withTimeout(LONG)
              .readPage(SeriesQuery.base("0123456789abcdef", "throughput"))
              .toString();
    }
  }
}
