package net.es.esmond.storage.internal.meters;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.observation.ObservationRegistry;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

class ObservedCallsTest {
  @Test
  void a_predicate_of_the_host_that_throws_fails_no_call() {
    ObservationRegistry faulty = ObservationRegistry.create();
    faulty
        .observationConfig()
        .observationHandler(context -> true)
        .observationPredicate(
            (name, context) -> {
              throw new IllegalStateException("a fault of the host");
            });
    ObservedCalls calls = new ObservedCalls(faulty);

    assertThatCode(() -> calls.begin("Archive.write", StoreException.Store.CASSANDRA).accept(null))
        .doesNotThrowAnyException();
  }
}
