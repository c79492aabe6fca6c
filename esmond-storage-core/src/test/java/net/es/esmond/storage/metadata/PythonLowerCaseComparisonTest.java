package net.es.esmond.storage.metadata;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.es.esmond.storage.PythonProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonLowerCaseComparisonTest {

  @Test
  void every_character_has_pythons_lower_case(@TempDir Path folder) throws Exception {
    // Alone, and where a sigma may be the last letter of a word.
    PythonProgram.ofEachCharacter(
            "''.join(x.lower() for x in (c, 'A\u03a3' + c, 'A\u03a3' + c + 'b', c + '\u03a3',"
                + " 'A' + c + '\u03a3', c + 'A\u03a3.' + c + 'b'))")
        .assertEqualTexts(folder, PythonLowerCaseComparisonTest::lower);
  }

  private static String lower(String c) {
    return List.of(
            c,
            "A\u03a3" + c,
            "A\u03a3" + c + "b",
            c + "\u03a3",
            "A" + c + "\u03a3",
            c + "A\u03a3." + c + "b")
        .stream()
        .map(PythonLowerCase::of)
        .collect(Collectors.joining());
  }
}
