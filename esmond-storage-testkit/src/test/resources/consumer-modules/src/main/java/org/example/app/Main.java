package org.example.app;

import java.nio.file.Path;
import java.time.Instant;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;

/** Writes a point to the archive of the file that the argument names, and reads it back. */
public final class Main {
  public static void main(String[] args) {
    Registration registration =
        Registration.networkElement()
            .source("198.51.100.1")
            .measurementAgent("198.51.100.1")
            .toolName("snmp")
            .inputSource("router")
            .eventType(EventType.THROUGHPUT)
            .build();
    try (EsmondStorage storage = EsmondStorage.open(EsmondConf.load(Path.of(args[0])))) {
      Metadata test = storage.metadata().register(registration);
      storage.archive().write(test.key(), "throughput", Instant.now(), 7);
      long points = storage.archive().read(SeriesQuery.base(test.key(), "throughput")).count();
      System.out.println(
          Main.class.getModule() + " read " + points + ", serves: " + storage.health().canServe());
    }
  }
}
