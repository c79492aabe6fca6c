package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.series.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationLogTest {
  @TempDir Path folder;

  @Test
  void what_was_noted_is_read_without_a_half_line_at_the_end() throws Exception {
    Path file = folder.resolve("operations");
    Sample point = new Sample("ps:throughput:key", 5, 7);
    Began began = new Began(1, Kind.WRITE, 10, 20, "ps:throughput:key", 0, 0, List.of(point));
    Began unanswered = new Began(2, Kind.SEARCH, 11, 21, "", 0, 0, List.of());
    Ended ended = new Ended(1, 12, "", "", List.of(point), List.of("a b"), 1, true);
    try (OperationLog log = new OperationLog(file)) {
      log.add(began);
      log.add(unanswered);
      log.add(ended);
    }
    Files.writeString(file, "{\"ended\":{\"id\":2", StandardOpenOption.APPEND);

    assertThat(OperationLog.read("client-1.1", file))
        .containsExactly(
            new Operation("client-1.1", began, Optional.of(ended)),
            new Operation("client-1.1", unanswered, Optional.empty()));
  }

  @Test
  void every_type_of_value_tells_its_number() {
    for (ValueType type : ValueType.values()) {
      assertThat(Numbers.of(Numbers.value(type, 1_001_000_042L))).isEqualTo(1_001_000_042L);
    }
  }
}
