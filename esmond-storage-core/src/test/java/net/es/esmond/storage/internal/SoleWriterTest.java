package net.es.esmond.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

class SoleWriterTest {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final FakeWriters writers = new FakeWriters();
  private final Instance one = new Instance();

  /** An instance whose rounds are made by the test. */
  private final class Instance {
    final ManualRounds rounds = new ManualRounds();
    final SoleWriter writer = new SoleWriter(writers, writers::now, rounds);

    CompletableFuture<Void> enter() {
      return writer.enter(Deadline.after(Duration.ofMinutes(1))).toCompletableFuture();
    }

    void enters() {
      CompletableFuture<Void> entered = enter();
      rounds.run();
      assertThat(entered).isDone();
    }
  }

  /** Lets time pass, in which the instances make their rounds. */
  private void pass(Duration time, Instance... instances) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(PERIOD)) {
      writers.pass(PERIOD);
      for (Instance instance : instances) {
        instance.rounds.run();
      }
    }
  }

  @Test
  void aloneItEntersAtOnceAndIsTheOnlyWriterAfterAProbation() {
    one.enters();
    assertThat(one.enter()).isDone();

    pass(Tenures.PROBATION, one);
    assertThat(one.writer.tenure()).isZero();
    pass(PERIOD, one);
    long tenure = one.writer.tenure();
    assertThat(tenure).isNotZero();
    pass(Duration.ofHours(3), one);
    assertThat(one.writer.tenure()).isEqualTo(tenure);
  }

  @Test
  void whoComesLaterIsHeldBackUntilNobodyBelievesToBeAloneAnyMore() {
    one.enters();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    Instance other = new Instance();
    CompletableFuture<Void> entered = other.enter();
    other.rounds.run();

    // The first one has no time to ask.
    while (!entered.isDone()) {
      pass(PERIOD, other);
    }

    assertThat(one.writer.tenure()).isZero();
    pass(Tenures.PROBATION.multipliedBy(2), one, other);
    assertThat(one.writer.tenure()).isZero();
    assertThat(other.writer.tenure()).isZero();
  }

  @Test
  void whoMeetsOnlyThoseWhoKnowThatTheyAreNotAloneEntersAtOnce() {
    one.enters();
    Instance second = new Instance();
    second.enters();
    pass(Tenures.PROBATION.multipliedBy(2), one, second);

    new Instance().enters();
  }

  @Test
  void theOneWhoStaysIsTheOnlyWriterAgainInANewTenure() {
    one.enters();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    long before = one.writer.tenure();
    Instance other = new Instance();
    other.enter();
    pass(Presence.HELD_BACK, one, other);

    other.writer.close(() -> true);
    pass(Tenures.PROBATION.multipliedBy(2), one);

    assertThat(one.writer.tenure()).isNotZero().isNotEqualTo(before);
  }

  @Test
  void whoEndsWithWritesUnderWayIsNotGoneForAnHour() {
    one.enters();
    Instance other = new Instance();
    other.enter();
    pass(Presence.HELD_BACK, one, other);

    other.writer.close(() -> false);

    pass(Duration.ofMinutes(59), one);
    assertThat(one.writer.tenure()).isZero();
    pass(Duration.ofMinutes(2), one);
    assertThat(one.writer.tenure()).isNotZero();
  }

  @Test
  void anAnswerIsReliedOnFromWhenItWasAskedFor() {
    one.enters();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    List<CompletableFuture<Void>> late = new ArrayList<>();
    writers.answer =
        answer -> {
          late.add(new CompletableFuture<>());
          return answer.thenCombine(late.get(late.size() - 1), (names, done) -> names);
        };
    long tenure = one.writer.tenure();
    pass(Tenures.FRESH.minus(PERIOD), one);
    assertThat(one.writer.tenure()).isEqualTo(tenure);
    pass(PERIOD, one);
    assertThat(one.writer.tenure()).isZero();

    late.forEach(answer -> answer.complete(null));
    assertThat(one.writer.tenure()).as("asked for while the last one was fresh").isEqualTo(tenure);
    writers.pass(PERIOD);
    assertThat(one.writer.tenure()).isEqualTo(tenure);
    writers.pass(Tenures.FRESH.minus(PERIOD));
    assertThat(one.writer.tenure()).as("when it came does not count").isZero();
  }

  @Test
  void whatStoodStillForTooLongIsAnotherTenure() {
    one.enters();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    long before = one.writer.tenure();

    writers.pass(Tenures.FRESH);
    assertThat(one.writer.tenure()).isZero();
    one.rounds.run();
    assertThat(one.writer.tenure()).isZero();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    assertThat(one.writer.tenure()).isNotZero().isNotEqualTo(before);
  }

  @Test
  void whoStoodStillUntilItsAnnouncementEndedMustEnterAnew() {
    one.enters();
    writers.pass(Duration.ofHours(1));
    Instance other = new Instance();
    other.enters();
    pass(PERIOD, other);

    CompletableFuture<Void> entered = one.enter();
    one.rounds.run();
    assertThat(entered).isNotDone();
    pass(Presence.HELD_BACK, one);
    assertThat(entered).isDone();
  }

  @Test
  void whoCannotAnnounceItselfForAWhileWritesAllTheSameButIsNotAlone() {
    writers.down = true;
    CompletableFuture<Void> entered = one.enter();
    one.rounds.run();
    pass(Presence.GIVEN_UP_AFTER.minus(PERIOD), one);
    assertThat(entered).isNotDone();
    pass(PERIOD, one);
    assertThat(entered).isDone();
    for (int i = 0; i < 200; i++) {
      pass(PERIOD, one);
      assertThat(one.enter()).isDone();
      assertThat(one.writer.tenure()).isZero();
    }

    writers.down = false;
    pass(Presence.UNANNOUNCED_FOR, one);
    assertThat(one.enter()).isDone();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    assertThat(one.writer.tenure()).isNotZero();
  }

  @Test
  void whoIsNotHeardOfForAWhileGoesOnWriting() {
    one.enters();
    pass(Tenures.PROBATION.plus(PERIOD), one);
    writers.down = true;
    for (int i = 0; i < 600; i++) {
      pass(PERIOD, one);
      assertThat(one.enter()).isDone();
    }
    assertThat(one.writer.tenure()).isZero();
  }

  @Test
  void nobodyWaitsLongerThanTheDeadline() {
    CompletableFuture<Void> entered =
        one.writer.enter(Deadline.after(Duration.ofMillis(1))).toCompletableFuture();

    assertThat(entered).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void afterTheEndNobodyEnters() {
    one.enters();
    one.writer.close(() -> true);
    one.writer.close(() -> true);

    assertThat(one.enter())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .asInstanceOf(type(StoreException.class))
        .extracting(StoreException::code)
        .isEqualTo(ErrorCode.CLOSED);
  }
}
