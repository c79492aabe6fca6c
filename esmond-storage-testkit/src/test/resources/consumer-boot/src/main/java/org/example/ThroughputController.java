package org.example;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes and gives the throughput between two hosts. */
@RestController
class ThroughputController {
  private final EsmondStorage storage;

  ThroughputController(EsmondStorage storage) {
    this.storage = storage;
  }

  /** Stores a point of now; returns the key of its test. */
  @PostMapping("/throughput")
  String write(
      @RequestParam String source,
      @RequestParam String destination,
      @RequestParam long bitsPerSecond) {
    Registration test =
        Registration.pointToPoint()
            .source(source)
            .inputSource(source)
            .destination(destination)
            .inputDestination(destination)
            .measurementAgent(source)
            .toolName("iperf3")
            .eventType(EventType.THROUGHPUT)
            .build();
    String key = storage.metadata().register(test).key();
    storage.archive().write(key, "throughput", Instant.now(), bitsPerSecond);
    return key;
  }

  /** Gives the points of a test as esmond does. */
  @GetMapping(path = "/throughput/{key}", produces = "application/json")
  void read(@PathVariable String key, OutputStream out) throws IOException {
    SeriesQuery query = SeriesQuery.base(key, "throughput");
    ArchiveDocuments.points(storage.archive().read(query)).writeTo(out);
  }
}
