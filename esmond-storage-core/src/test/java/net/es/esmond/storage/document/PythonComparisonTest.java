package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.PythonProgram;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares our text with that of the Python 3 on this machine, and skips itself without one. */
class PythonComparisonTest {
  private static final PythonProgram FLOATS =
      new PythonProgram(
          """
          import sys, struct
          for line in open(sys.argv[1]):
              print(repr(struct.unpack('>d', bytes.fromhex(line.strip()))[0]))
          """);

  /** Prints what esmond's json makes of a value, a count and a base_freq. */
  private static final PythonProgram QUOTIENTS =
      new PythonProgram(
          """
          import sys, json
          for line in open(sys.argv[1]):
              val, count, base_freq = [int(field) for field in line.split()]
              print(json.dumps(val / (count * (base_freq / 1000.0))))
          """);

  @TempDir Path folder;

  @Test
  void every_character_has_pythons_repr() throws Exception {
    PythonProgram.ofEachCharacter("repr([c])")
        .assertEqualTexts(folder, c -> PythonText.str(JsonNodeFactory.instance.arrayNode().add(c)));
  }

  @Test
  void floats_are_written_with_the_same_digits() throws Exception {
    long seed = System.nanoTime();
    List<Double> floats = floats(new Random(seed)).boxed().toList();
    Path input = folder.resolve("input");
    Files.writeString(
        input,
        floats.stream()
            .map(value -> HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value)))
            .collect(Collectors.joining("\n")));

    try (BufferedReader lines = FLOATS.run(folder, input.toString())) {
      for (double value : floats) {
        assertThat(PythonFloat.repr(value)).as("seed %s", seed).isEqualTo(lines.readLine());
      }
    }
  }

  @Test
  void numbers_are_divided_and_printed_as_in_esmond() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<StoredValue.Ratio> ratios = Stream.generate(() -> ratio(random)).limit(100_000).toList();
    Path input = folder.resolve("input");
    Files.writeString(
        input,
        ratios.stream()
            .map(each -> each.numerator() + " " + each.denominator() + " " + each.baseFreq())
            .collect(Collectors.joining("\n")));

    try (BufferedReader lines = QUOTIENTS.run(folder, input.toString())) {
      for (StoredValue.Ratio ratio : ratios) {
        String number = lines.readLine();
        for (Value value : values(ratio)) {
          assertThat(ArchiveDocuments.points(Stream.of(new Point(Instant.EPOCH, value))).bytes())
              .as("seed %s: %s", seed, value)
              .asString(UTF_8)
              .isEqualTo("[{\"ts\":0,\"val\":" + number + "}]");
        }
      }
    }
  }

  /** Numbers of any size, of floats and integers. */
  private static StoredValue.Ratio ratio(Random random) {
    long numerator = random.nextLong() >> random.nextInt(11, 64);
    long denominator =
        random.nextInt(3) == 0 ? 1 : 1 + (random.nextInt() >>> random.nextInt(1, 31));
    return new StoredValue.Ratio(numerator, denominator, random.nextBoolean() ? 1000 : 10_000_000);
  }

  /** Returns all kinds of values that esmond divides so. */
  private static List<Value> values(StoredValue.Ratio ratio) {
    List<Value> values = new ArrayList<>();
    values.add(new Average(ratio.numerator(), ratio.denominator(), ratio.baseFreq()));
    boolean ofIntegers = ratio.baseFreq() == 1000;
    if (ofIntegers && ratio.numerator() >= 0) {
      values.add(new Percentage(ratio.numerator(), ratio.denominator()));
    }
    if (ratio.denominator() == 1) {
      values.add(
          ofIntegers ? new IntegerValue(ratio.numerator()) : new FloatValue(ratio.numerator()));
    }
    return values;
  }

  /** Powers of two and their neighbours, numbers half-way between short ones, and any numbers. */
  private static DoubleStream floats(Random random) {
    DoubleStream powers =
        IntStream.rangeClosed(Double.MIN_EXPONENT - 52, Double.MAX_EXPONENT)
            .mapToDouble(exponent -> Math.scalb(1.0, exponent))
            .flatMap(value -> DoubleStream.of(Math.nextDown(value), value, Math.nextUp(value)));
    DoubleStream halves =
        random
            .longs(40_000, 1L << 44, 1L << 53)
            .mapToDouble(whole -> (double) whole / (1 << (1 + whole % 9)));
    DoubleStream any =
        random.longs(80_000).mapToDouble(Double::longBitsToDouble).filter(Double::isFinite);
    DoubleStream tiny = random.longs(20_000, 0, 1000).mapToDouble(Double::longBitsToDouble);
    DoubleStream shorts =
        random
            .ints(60_000, -99_999, 100_000)
            .mapToDouble(digits -> Double.parseDouble(digits + "e" + (random.nextInt(620) - 320)));
    return DoubleStream.concat(
            DoubleStream.concat(powers, halves),
            DoubleStream.concat(any, DoubleStream.concat(tiny, shorts)))
        .filter(Double::isFinite);
  }
}
