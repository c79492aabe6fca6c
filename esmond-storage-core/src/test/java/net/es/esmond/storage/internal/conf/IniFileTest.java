package net.es.esmond.storage.internal.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem.Kind;
import org.junit.jupiter.api.Test;

class IniFileTest {
  @Test
  void indentedLineContinuesTheValueEvenWhenItLooksLikeAKey() {
    assertThat(value("[main]\na = 1\n  b = 2\n", "a")).isEqualTo("1\nb = 2");
  }

  @Test
  void emptyLinesBelongToTheValueButCommentsDoNot() {
    assertThat(value("[main]\na = 1\n\n  2\n  # no\n\t3\n\n", "a")).isEqualTo("1\n\n2\n3");
  }

  @Test
  void lineBreaksOfEveryKindEndALine() {
    assertThat(value("[main]\ra = 1\r\nb = %(a)s2\n", "b")).isEqualTo("12");
  }

  @Test
  void whiteSpaceIsPythons() {
    assertThat(value("[main]\n\u00a0\na\u2003=\u3000 1 \u0085\n", "a")).isEqualTo("1");
  }

  @Test
  void defaultSectionServesAllSectionsAndMayComeTwice() {
    assertThat(value("[DEFAULT]\na = 1\n[main]\nb = %(A)s\n[DEFAULT]\nc = 2\n", "b"))
        .isEqualTo("1");
  }

  @Test
  void headerEndsAtTheLastBracket() {
    assertThat(kindOf("[main] x]\na = 1\n", Map.of())).isEqualTo(Kind.NO_SECTION);
    assertThat(value("[main] x\na = 1\n", "a")).isEqualTo("1");
  }

  @Test
  void tenReferencesInARowAreEnough() {
    assertThat(value(chain(9), "k0")).isEqualTo("%");
    assertThat(kindOf(chain(10), Map.of())).isEqualTo(Kind.INTERPOLATION_DEPTH);
    assertThat(kindOf("[main]\na = %(b)s\nb = %(a)s\n", Map.of()))
        .isEqualTo(Kind.INTERPOLATION_DEPTH);
  }

  @Test
  void everyLineThatCannotBeParsedIsNamedByItsNumberOnly() {
    ConfException error =
        catchThrowableOfType(
            ConfException.class,
            () -> IniFile.parse("[main]\nhunter2\na = 1\n= hunter2\n", "esmond.conf", Map.of()));
    assertThat(error)
        .hasMessage(
            "esmond.conf: line 2: must be a section, or a key, '=' and a value; "
                + "line 4: must have a key before the '=' or ':'");
  }

  @Test
  void errorsInReferencesShowNoPassword() {
    for (String password : new String[] {"hunter2%off", "%(hunter2)s", "%(hunter2", "hunter2%"}) {
      IniFile ini = IniFile.parse("[main]\npw = " + password + "\nx = %(pw)s\n", "f", Map.of());
      ConfException error =
          catchThrowableOfType(ConfException.class, () -> ini.section("main", Set.of("pw")));
      assertThat(error).hasMessageStartingWith("f: line 2: pw must").hasNoCause();
      assertThat(error.getMessage()).doesNotContain("hunter2");
    }
  }

  private static String chain(int references) {
    StringBuilder text = new StringBuilder("[main]\n");
    for (int i = 0; i < references; i++) {
      text.append("k" + i + " = %(k" + (i + 1) + ")s\n");
    }
    return text.append("k" + references + " = %%\n").toString();
  }

  private static String value(String text, String key) {
    return IniFile.parse(text, "test", Map.of()).section("main", Set.of()).get(key).value();
  }

  private static Kind kindOf(String text, Map<String, String> defaults) {
    return catchThrowableOfType(
            ConfException.class,
            () -> IniFile.parse(text, "test", defaults).section("main", Set.of()))
        .problems()
        .get(0)
        .kind();
  }
}
