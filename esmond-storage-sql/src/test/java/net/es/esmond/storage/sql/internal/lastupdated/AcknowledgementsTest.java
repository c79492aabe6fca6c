package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.series.EventType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Deadline FAR = Deadline.after(Duration.ofHours(1));
  private static final EventTypeRows A = new EventTypeRows("a", EventType.IOSTAT);
  private static final EventTypeRows B = new EventTypeRows("b", EventType.IOSTAT);

  private final Queue<Runnable> answers = new ArrayDeque<>();
  private final Acknowledgements acknowledgements =
      new Acknowledgements(StorageThreads.shared().timed(), answers::add);

  private static TouchTable.Outcome stamped(EventTypeRows rows) {
    return new TouchTable.Outcome(Map.of(rows, new long[] {1}), List.of(), Map.of());
  }

  private static TouchTable.Outcome unknown(EventTypeRows rows) {
    return new TouchTable.Outcome(
        Map.of(), List.of(), Map.of(rows, new UnknownMetadataException(rows.metadataKey)));
  }

  private static void assertFails(CompletableFuture<Void> call, ErrorCode code) {
    assertThat(call)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .asInstanceOf(InstanceOfAssertFactories.type(StoreException.class))
        .returns(code, StoreException::code);
  }

  @Test
  void one_event_types_callers_are_answered_together_off_the_flusher() {
    Acknowledgement first = acknowledgements.await(A, FAR);
    Acknowledgement second = acknowledgements.await(A, FAR);

    acknowledgements.settle(acknowledgements.take(), stamped(A), true);

    assertThat(first).isNotDone();
    answers.remove().run();
    assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
    assertThat(answers).isEmpty();
  }

  @Test
  void a_single_caller_is_answered_at_once() {
    Acknowledgement call = acknowledgements.await(A, FAR);

    acknowledgements.settle(acknowledgements.take(), stamped(A), true);

    assertThat(call).isCompleted();
    assertThat(answers).isEmpty();
  }

  @Test
  void another_statement_serves_those_that_the_first_did_not() {
    acknowledgements.await(A, FAR);
    Acknowledgement other = acknowledgements.await(B, FAR);

    acknowledgements.settle(acknowledgements.take(), stamped(A), true);
    List<Acknowledgement> left = acknowledgements.take();

    assertThat(left).containsExactly(other);
    acknowledgements.putBack(left);
    assertThat(acknowledgements.take()).containsExactly(other);
  }

  @Test
  void what_is_not_registered_is_reported_once_that_is_final() {
    Acknowledgement call = acknowledgements.await(A, FAR);

    acknowledgements.settle(acknowledgements.take(), unknown(A), false);
    assertThat(call).isNotDone();
    acknowledgements.settle(acknowledgements.take(), unknown(A), true);

    assertThat(call)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(UnknownMetadataException.class);
  }

  @Test
  void each_callers_deadline_ends_its_wait_while_statements_hang() {
    List<Acknowledgement> calls = new ArrayList<>();
    calls.add(acknowledgements.await(A, Deadline.after(Duration.ofMillis(1))));
    List<Acknowledgement> taken = acknowledgements.take();
    calls.add(acknowledgements.await(A, Deadline.after(Duration.ofMillis(50))));
    Acknowledgement patient = acknowledgements.await(A, FAR);

    calls.forEach(call -> assertFails(call, ErrorCode.DEADLINE_EXCEEDED));

    assertThat(patient).isNotDone();
    acknowledgements.putBack(taken);
    acknowledgements.settle(acknowledgements.take(), stamped(B), true);
    assertThat(acknowledgements.take()).as("who gave up is forgotten").containsExactly(patient);
  }

  @Test
  void a_caller_after_a_pause_has_a_deadline_too() {
    assertFails(
        acknowledgements.await(A, Deadline.after(Duration.ofMillis(1))),
        ErrorCode.DEADLINE_EXCEEDED);
    assertFails(
        acknowledgements.await(A, Deadline.after(Duration.ofMillis(1))),
        ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void closing_fails_whoever_waits_wherever_the_touch_is() {
    Acknowledgement underWay = acknowledgements.await(A, FAR);
    acknowledgements.settle(acknowledgements.take(), stamped(B), true);
    acknowledgements.take();
    Acknowledgement waiting = acknowledgements.await(A, FAR);

    acknowledgements.failAll(
        new StoreException(
            ErrorCode.CLOSED, StoreException.Store.POSTGRESQL, "closed", List.of(), null));

    assertFails(underWay, ErrorCode.CLOSED);
    assertFails(waiting, ErrorCode.CLOSED);
  }
}
