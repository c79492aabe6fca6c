package net.es.esmond.storage.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class RootCauseTest {
  private final Exception refused =
      new IllegalStateException(
          "the channel failed", new IOException(new ConnectException("Connection refused")));

  @Test
  void the_roots_words_follow_the_failures() {
    assertThat(RootCause.appended("the channel failed", refused))
        .isEqualTo("the channel failed: Connection refused");
  }

  @Test
  void what_the_text_says_already_is_not_repeated() {
    String text = "Connection refused: /127.0.0.1:9042";

    assertThat(RootCause.appended(text, refused)).isEqualTo(text);
    assertThat(RootCause.appended("failed", new IOException("failed"))).isEqualTo("failed");
    assertThat(RootCause.appended("failed", new IOException())).isEqualTo("failed");
  }

  @Test
  void a_circle_of_causes_ends() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);

    assertThat(RootCause.appended("failed", one)).startsWith("failed: ");
  }
}
