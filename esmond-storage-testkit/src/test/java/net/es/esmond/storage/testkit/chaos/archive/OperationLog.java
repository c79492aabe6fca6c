package net.es.esmond.storage.testkit.chaos.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process's file of what it did, a line for each begin and each end. A line is written before the
 * method returns, so that it outlives the process, whatever ends that. Thread-safe.
 */
final class OperationLog implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setSerializationInclusion(JsonInclude.Include.NON_EMPTY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final FileOutputStream file;

  /** One of the two. */
  private record Line(Began began, Ended ended) {}

  OperationLog(Path file) throws IOException {
    this.file = new FileOutputStream(file.toFile(), true);
  }

  void add(Began began) {
    add(new Line(began, null));
  }

  void add(Ended ended) {
    add(new Line(null, ended));
  }

  private synchronized void add(Line line) {
    try {
      file.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Reads the operations of a process, in the order in which they began. */
  static List<Operation> read(String process, Path file) throws IOException {
    String text = Files.readString(file);
    List<Began> began = new ArrayList<>();
    Map<Long, Ended> ended = new HashMap<>();
    // What a killed process had half written has no end of line.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (!line.isEmpty()) {
        Line read = parse(line);
        if (read.began() != null) {
          began.add(withLists(read.began()));
        } else {
          ended.put(read.ended().id(), withLists(read.ended()));
        }
      }
    }
    return began.stream()
        .map(begin -> new Operation(process, begin, Optional.ofNullable(ended.get(begin.id()))))
        .toList();
  }

  private static Line parse(String line) throws JsonProcessingException {
    return JSON.readValue(line, Line.class);
  }

  private static Began withLists(Began began) {
    return began.points() != null && began.subject() != null
        ? began
        : new Began(
            began.id(),
            began.kind(),
            began.nanos(),
            began.micros(),
            text(began.subject()),
            began.from(),
            began.to(),
            list(began.points()));
  }

  private static Ended withLists(Ended ended) {
    return new Ended(
        ended.id(),
        ended.nanos(),
        text(ended.error()),
        text(ended.message()),
        list(ended.points()),
        list(ended.names()),
        ended.unverified(),
        ended.complete());
  }

  private static String text(String absent) {
    return absent == null ? "" : absent;
  }

  private static <T> List<T> list(List<T> absent) {
    return absent == null ? List.of() : absent;
  }
}
