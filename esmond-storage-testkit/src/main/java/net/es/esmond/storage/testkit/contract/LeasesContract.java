package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.es.esmond.storage.spi.Leases;
import org.junit.jupiter.api.Test;

/** The contract of {@link Leases}, as tests. */
public abstract class LeasesContract extends SeriesContract {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** For subclasses. */
  protected LeasesContract() {}

  private boolean take(String name, String owner, Duration duration) {
    return await(store().leases().take(name, owner, duration, soon()));
  }

  private void release(String name, String owner) {
    await(store().leases().release(name, owner, soon()));
  }

  @Test
  void who_comes_first_holds_it_and_nobody_else() {
    String name = unique();

    assertThat(take(name, "one", LONG)).isTrue();
    assertThat(take(name, "two", LONG)).isFalse();
    assertThat(take(name, "one", LONG)).isTrue();
    assertThat(take(unique(), "two", LONG)).isTrue();
  }

  @Test
  void of_many_who_ask_at_once_one_gets_it() throws Exception {
    String name = unique();

    assertThat(inManyThreads(() -> take(name, unique(), LONG))).containsOnlyOnce(true);
  }

  @Test
  void it_ends_by_itself_unless_it_is_prolonged() {
    String ending = unique();
    String prolonged = unique();
    assertThat(take(ending, "one", SHORT)).isTrue();
    assertThat(take(prolonged, "one", SHORT)).isTrue();
    assertThat(take(prolonged, "one", LONG)).isTrue();

    eventually().until(() -> take(ending, "two", LONG));

    assertThat(take(ending, "one", LONG)).isFalse();
    assertThat(take(prolonged, "two", LONG)).isFalse();
  }

  @Test
  void what_its_owner_gives_back_is_free() {
    String name = unique();
    take(name, "one", LONG);

    release(name, "one");
    release(name, "one");

    assertThat(take(name, "two", LONG)).isTrue();
  }

  @Test
  void nobody_gives_back_what_another_holds() {
    String name = unique();
    take(name, "one", LONG);

    release(name, "two");

    assertThat(take(name, "two", LONG)).isFalse();
  }
}
