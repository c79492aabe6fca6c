package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import net.es.esmond.storage.spi.Writers;
import org.junit.jupiter.api.Test;

/** What {@link Writers} promise. */
public abstract class WritersContract extends SeriesContract {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** For subclasses. */
  protected WritersContract() {}

  private void announce(String writer, Duration duration) {
    await(store().writers().announce(writer, false, duration, soon()));
  }

  private void withdraw(String writer) {
    await(store().writers().withdraw(writer, soon()));
  }

  private Map<String, Boolean> announced() {
    return await(store().writers().announced(soon()));
  }

  @Test
  void whoIsAnnouncedIsNamedAndNobodyElse() {
    String one = unique();
    String other = unique();
    String silent = unique();

    announce(one, LONG);
    announce(other, LONG);
    announce(other, LONG);

    assertThat(announced()).containsKeys(one, other).doesNotContainKey(silent);
  }

  @Test
  void manyMayAnnounceThemselvesAtOnce() throws Exception {
    assertThat(
            inManyThreads(
                () -> {
                  String writer = unique();
                  announce(writer, LONG);
                  return announced().containsKey(writer);
                }))
        .containsOnly(true);
  }

  @Test
  void anAnnouncementEndsByItselfUnlessItIsMadeAgain() {
    String ending = unique();
    String lasting = unique();
    announce(ending, SHORT);
    announce(lasting, SHORT);
    announce(lasting, LONG);

    eventually().until(() -> !announced().containsKey(ending));

    assertThat(announced()).containsKey(lasting);
  }

  @Test
  void theLastAnnouncementSaysWhetherAWriterReliesOnBeingAlone() {
    String writer = unique();

    for (boolean alone : new boolean[] {true, false, true}) {
      await(store().writers().announce(writer, alone, LONG, soon()));
      assertThat(announced()).containsEntry(writer, alone);
    }
  }

  @Test
  void whoIsTakenBackIsNamedNoMore() {
    String gone = unique();
    String there = unique();
    announce(gone, LONG);
    announce(there, LONG);

    withdraw(gone);
    withdraw(gone);

    assertThat(announced()).containsKey(there).doesNotContainKey(gone);
  }

  @Test
  void whatOneInstanceAnnouncesAnotherHears() throws Exception {
    String writer = unique();
    try (var other = open()) {
      await(other.writers().announce(writer, true, LONG, soon()));
    }

    assertThat(announced()).containsEntry(writer, true);
  }
}
