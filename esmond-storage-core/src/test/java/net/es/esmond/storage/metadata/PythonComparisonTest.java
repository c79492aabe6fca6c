package net.es.esmond.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares our text with that of the Python 3 on this machine, and skips itself without one. */
class PythonComparisonTest {
  /** Prints each assigned character's lower case alone and in contexts of a sigma, and its repr. */
  private static final String CHARACTERS =
      """
      import sys, unicodedata
      for c in range(0x110000):
          s = chr(c)
          if unicodedata.category(s) not in ('Cn', 'Co', 'Cs'):
              lower = [x.lower() for x in (s, 'A\u03a3' + s, 'A\u03a3' + s + 'b', s + '\u03a3',
                                           'A' + s + '\u03a3', s + 'A\u03a3.' + s + 'b')]
              print(c, unicodedata.category(s), ''.join(lower + [repr([s])]).encode('utf-8').hex())
      """;

  private static final String FLOATS =
      """
      import sys, struct
      for line in open(sys.argv[1]):
          print(repr(struct.unpack('>d', bytes.fromhex(line.strip()))[0]))
      """;

  @TempDir Path folder;

  @BeforeAll
  static void findPython() throws Exception {
    try {
      Process version = new ProcessBuilder("python3", "--version").start();
      assumeTrue(version.waitFor() == 0, "python3 does not work here");
    } catch (IOException e) {
      assumeTrue(false, "there is no python3 here");
    }
  }

  private BufferedReader run(String script, Path... arguments) throws Exception {
    Path program = Files.writeString(folder.resolve("script.py"), script);
    Path output = folder.resolve("output");
    List<String> command =
        IntStream.rangeClosed(-2, arguments.length - 1)
            .mapToObj(i -> i == -2 ? "python3" : i == -1 ? program.toString() : "" + arguments[i])
            .toList();
    Process python =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor()).isZero();
    return Files.newBufferedReader(output);
  }

  @Test
  void every_character_has_the_same_lower_case_and_repr() throws Exception {
    int compared = 0;
    Map<String, Pattern> categories = new HashMap<>();
    try (BufferedReader lines = run(CHARACTERS)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(" ");
        String c = Character.toString(Integer.parseInt(fields[0]));
        // The two may have different versions of Unicode, in which a few characters have changed.
        if (categories
            .computeIfAbsent(fields[1], name -> Pattern.compile("\\p{" + name + "}"))
            .matcher(c)
            .matches()) {
          compared++;
          assertThat(text(c))
              .as("U+%s", Integer.toHexString(c.codePointAt(0)))
              .isEqualTo(new String(HexFormat.of().parseHex(fields[2]), StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(compared).isGreaterThan(140_000);
  }

  private static String text(String s) {
    StringBuilder text = new StringBuilder();
    for (String context :
        List.of(
            s,
            "A\u03a3" + s,
            "A\u03a3" + s + "b",
            s + "\u03a3",
            "A" + s + "\u03a3",
            s + "A\u03a3." + s + "b")) {
      text.append(PythonText.lower(context));
    }
    return text.append(PythonText.str(JsonNodeFactory.instance.arrayNode().add(s))).toString();
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

    try (BufferedReader lines = run(FLOATS, input)) {
      for (double value : floats) {
        assertThat(PythonText.repr(value)).as("seed %s", seed).isEqualTo(lines.readLine());
      }
    }
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
