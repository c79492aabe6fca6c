package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
  private static final long MS = 1_000_000;

  private final long start = 12_345;

  private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("node");
  private final NodeHealth health = new NodeHealth(breaker);

  @Test
  void is_silent_when_its_answer_is_overdue_and_others_answer() {
    health.asked(start);
    health.asked(start + 90 * MS);

    assertThat(health.silent(start + 100 * MS, start + 99 * MS, 100 * MS)).isFalse();
    assertThat(health.silent(start + 101 * MS, start + 99 * MS, 100 * MS)).isTrue();
  }

  @Test
  void is_not_silent_when_nobody_answers() {
    health.asked(start);

    assertThat(health.silent(start + 900 * MS, start - 1, 100 * MS)).isFalse();
  }

  @Test
  void is_not_silent_when_unasked_or_when_it_has_answered() {
    assertThat(health.silent(start, start, 0)).isFalse();
    health.asked(start);
    health.settled();

    assertThat(health.silent(start + 900 * MS, start + 899 * MS, 100 * MS)).isFalse();
  }

  @Test
  void silence_opens_the_breaker_and_an_answer_closes_it() {
    List<State> heard = new ArrayList<>();
    breaker
        .getEventPublisher()
        .onStateTransition(event -> heard.add(event.getStateTransition().getToState()));
    health.asked(start);
    assertThat(health.silent(start + 101 * MS, start + 99 * MS, 100 * MS)).isTrue();
    assertThat(health.silent(start + 102 * MS, start + 99 * MS, 100 * MS)).isTrue();
    assertThat(health.open()).isTrue();

    health.settled();
    health.settled();

    assertThat(health.open()).isFalse();
    assertThat(heard).containsExactly(State.OPEN, State.CLOSED);
  }

  @Test
  void what_the_host_has_forced_stays_as_it_is() {
    breaker.transitionToForcedOpenState();
    health.asked(start);
    health.silent(start + 101 * MS, start + 99 * MS, 100 * MS);
    health.settled();

    assertThat(health.open()).isTrue();
    assertThat(breaker.getState()).isEqualTo(State.FORCED_OPEN);
  }

  @Test
  void is_probed_four_times_a_second() {
    int probes = 0;
    for (int ms = 0; ms < 1000; ms++) {
      probes += health.probe(5 + ms * MS) ? 1 : 0;
    }
    assertThat(probes).isEqualTo(4);
  }
}
