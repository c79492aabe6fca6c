package net.es.esmond.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A script of the Python 3 on this machine, for comparisons. Without one, the test is skipped. */
public record PythonProgram(String script) {

  /** Starts a script that prints what an expression makes of each assigned character c. */
  public static PythonProgram ofEachCharacter(String expression) {
    return new PythonProgram(
        """
        import unicodedata
        for i in range(0x110000):
            c = chr(i)
            if unicodedata.category(c) not in ('Cn', 'Co', 'Cs'):
                text = %s
                print(i, unicodedata.category(c), text.encode('utf-8').hex())
        """
            .formatted(expression));
  }

  /**
   * Runs the script and returns what it prints.
   *
   * @param folder for files of this run
   * @param arguments of the script
   */
  public BufferedReader run(Path folder, String... arguments) throws Exception {
    assumePython();
    Path program = Files.writeString(folder.resolve("script.py"), script);
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of("python3", program.toString()));
    command.addAll(List.of(arguments));
    Process python =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor()).isZero();
    return Files.newBufferedReader(output);
  }

  private static void assumePython() throws InterruptedException {
    try {
      Process version = new ProcessBuilder("python3", "--version").start();
      assumeTrue(version.waitFor() == 0, "python3 does not work here");
    } catch (IOException e) {
      assumeTrue(false, "there is no python3 here");
    }
  }

  /** Checks that our text of each character is the one of {@link #ofEachCharacter}. */
  public void assertEqualTexts(Path folder, UnaryOperator<String> ours) throws Exception {
    int compared = 0;
    Map<String, Pattern> categories = new HashMap<>();
    try (BufferedReader lines = run(folder)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(" ");
        String c = Character.toString(Integer.parseInt(fields[0]));
        // The two may have different versions of Unicode, in which a few characters have changed.
        if (categories
            .computeIfAbsent(fields[1], name -> Pattern.compile("\\p{" + name + "}"))
            .matcher(c)
            .matches()) {
          compared++;
          assertThat(ours.apply(c))
              .as("U+%s", Integer.toHexString(c.codePointAt(0)))
              .isEqualTo(new String(HexFormat.of().parseHex(fields[2]), StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(compared).isGreaterThan(140_000);
  }
}
