package net.es.esmond.storage.testkit.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Statistics;
import org.junit.jupiter.api.Test;

/** What the programs show, and when they go on. */
class InWordsTest {
  private static final Histogram DELAYS = Histogram.of(Map.of("40", 300L, "42", 290L, "55", 10L));

  @Test
  void values_have_their_units() {
    assertThat(InWords.of(EventType.THROUGHPUT, new IntegerValue(9_412_345_678L)))
        .isEqualTo("9.412 Gbit/s");
    assertThat(InWords.of(EventType.THROUGHPUT, new IntegerValue(0))).isEqualTo("0 bit/s");
    assertThat(InWords.of(EventType.THROUGHPUT, Average.ofIntegers(3_000, 2)))
        .isEqualTo("1.5 kbit/s");
    assertThat(InWords.of(EventType.PACKET_COUNT_SENT, new IntegerValue(864_000)))
        .isEqualTo("864,000 packets");
    assertThat(InWords.of(EventType.TIME_ERROR_ESTIMATES, FloatValue.of(0.0123)))
        .isEqualTo("0.0123 ms");
    assertThat(InWords.of(EventType.PACKET_LOSS_RATE, new Percentage(5, 216_000)))
        .isEqualTo("0.002315 % (5 of 216,000)");
  }

  @Test
  void histograms_are_told_by_their_statistics() {
    String numbers = "from 40 ms to 55 ms, median 41 ms, mean 41.22 ms, 95 % up to 42 ms";

    assertThat(InWords.of(EventType.HISTOGRAM_OWDELAY, DELAYS))
        .isEqualTo("600 packets: " + numbers);
    assertThat(InWords.of(EventType.HISTOGRAM_OWDELAY, DELAYS.statistics())).isEqualTo(numbers);
    assertThat(InWords.of(EventType.HISTOGRAM_OWDELAY, Statistics.NONE)).isEqualTo("no numbers");
  }

  @Test
  void servers_end_at_the_end_of_a_line_or_of_all() throws IOException {
    ByteArrayInputStream line = input("any text\nrest");
    Servers.awaitEnter(line);
    assertThat(line.readAllBytes()).asString().isEqualTo("rest");

    Servers.awaitEnter(input("no end of line"));
    Servers.awaitEnter(input(""));
  }

  private static ByteArrayInputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
