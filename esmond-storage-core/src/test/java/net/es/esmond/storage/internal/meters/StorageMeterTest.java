package net.es.esmond.storage.internal.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StorageMeterTest {
  @Test
  void every_meter_is_in_the_documented_table() throws IOException {
    String table =
        Arrays.stream(StorageMeter.values())
            .map(StorageMeterTest::row)
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(Path.of("METERS.md"))).contains("| --- |\n" + table + "\n\n");
  }

  private static String row(StorageMeter meter) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            meter.meterName(),
            meter.type().name().toLowerCase(Locale.ROOT),
            meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", ")),
            meter.description());
  }

  @Test
  void names_follow_one_scheme_and_differ() {
    assertThat(StorageMeter.values())
        .extracting(StorageMeter::meterName)
        .doesNotHaveDuplicates()
        .allMatch(
            name -> name.matches("esmond\\.(archive|cassandra|replication|sql)(\\.[a-z0-9]+)+"));
  }
}
