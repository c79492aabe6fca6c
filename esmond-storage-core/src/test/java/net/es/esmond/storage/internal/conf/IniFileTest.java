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
  void an_indented_line_continues_the_value_even_if_key_like() {
    assertThat(value("[main]\na = 1\n  b = 2\n", "a")).isEqualTo("1\nb = 2");
  }

  @Test
  void empty_lines_belong_to_the_value_but_comments_do_not() {
    assertThat(value("[main]\na = 1\n\n  2\n  # no\n\t3\n\n", "a")).isEqualTo("1\n\n2\n3");
  }

  @Test
  void line_breaks_of_every_kind_end_a_line() {
    assertThat(value("[main]\ra = 1\r\nb = %(a)s2\n", "b")).isEqualTo("12");
  }

  @Test
  void white_space_is_pythons() {
    assertThat(value("[main]\n\u00a0\na\u2003=\u3000 1 \u0085\n", "a")).isEqualTo("1");
  }

  @Test
  void default_section_serves_all_sections_and_may_come_twice() {
    assertThat(value("[DEFAULT]\na = 1\n[main]\nb = %(A)s\n[DEFAULT]\nc = 2\n", "b"))
        .isEqualTo("1");
  }

  @Test
  void header_ends_at_the_last_bracket() {
    assertThat(kindOf("[main] x]\na = 1\n", Map.of())).isEqualTo(Kind.NO_SECTION);
    assertThat(value("[main] x\na = 1\n", "a")).isEqualTo("1");
  }

  @Test
  void ten_references_in_a_row_are_enough() {
    assertThat(value(chain(9), "k0")).isEqualTo("%");
    assertThat(kindOf(chain(10), Map.of())).isEqualTo(Kind.INTERPOLATION_DEPTH);
    assertThat(kindOf("[main]\na = %(b)s\nb = %(a)s\n", Map.of()))
        .isEqualTo(Kind.INTERPOLATION_DEPTH);
  }

  @Test
  void every_unparsable_line_is_named_by_its_number_only() {
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
  void errors_in_references_show_no_password() {
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
