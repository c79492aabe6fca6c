package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final RuntimeException first = new IllegalStateException("first");
  private final RuntimeException second = new IllegalStateException("second");
  private final List<String> closed = new ArrayList<>();

  @Test
  void what_fails_keeps_nothing_else_open() {
    assertThatThrownBy(
            () ->
                Closing.all(
                    () -> closed.add("one"),
                    failing(first),
                    () -> closed.add("two"),
                    failing(second),
                    () -> closed.add("three")))
        .isSameAs(first)
        .hasSuppressedException(second);
    assertThat(closed).containsExactly("one", "two", "three");
  }

  @Test
  void why_things_are_closed_is_not_lost_to_what_fails_then() {
    assertThat(Closing.after(first, failing(second), () -> closed.add("one")))
        .isSameAs(first)
        .hasSuppressedException(second);
    assertThat(closed).containsExactly("one");
  }

  private static Runnable failing(RuntimeException failure) {
    return () -> {
      throw failure;
    };
  }
}
