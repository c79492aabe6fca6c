package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.SeriesQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a host's observation registry is told of calls. */
class ObservationsTest {
  private static final Instant START = Instant.parse("2026-03-10T10:00:00Z");

  @RegisterExtension private final Deployment deployment = new Deployment(START);
  private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();
  private final ObservationRegistry registry = ObservationRegistry.create();
  private final EsmondStorage storage =
      deployment.instance(RetentionPolicies.NONE, ObservationRegistry.class, registry);

  private void handle(ObservationHandler<Observation.Context> handler) {
    registry.observationConfig().observationHandler(handler);
  }

  /** A handler of all contexts. */
  private abstract static class Handler implements ObservationHandler<Observation.Context> {
    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  private void remember() {
    handle(
        new Handler() {
          @Override
          public void onStop(Observation.Context context) {
            stopped.add(context);
          }
        });
  }

  private static Map<String, String> keys(Observation.Context context) {
    return context.getLowCardinalityKeyValues().stream()
        .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
  }

  @Test
  void each_call_is_observed_by_name_store_and_outcome() {
    remember();

    String key = storage.metadata().register(Deployment.TEST).key();
    storage.archive().write(key, "throughput", START, 1);
    assertThatThrownBy(() -> storage.archive().write(key, "throughput", START, 2))
        .isInstanceOf(EsmondException.class);
    storage.archive().readPageAsync(SeriesQuery.base(key, "throughput"));
    storage.maintenance().storeSummaries();

    await()
        .untilAsserted(
            () ->
                assertThat(stopped)
                    .extracting(ObservationsTest::keys)
                    .containsExactlyInAnyOrder(
                        call("MetadataRepository.register", "postgresql", "ok"),
                        call("Archive.write", "cassandra", "ok"),
                        call("Archive.write", "cassandra", "conflict"),
                        call("Archive.readPage", "cassandra", "ok"),
                        call("Maintenance.storeSummaries", "cassandra", "ok")));
    assertThat(stopped)
        .allSatisfy(
            context -> {
              assertThat(context.getName()).isEqualTo("esmond.call");
              assertThat(context.getError()).isNull();
              assertThat(context.getHighCardinalityKeyValues()).isEmpty();
            });
  }

  private static Map<String, String> call(String name, String store, String outcome) {
    return Map.of("call", name, "store", store, "outcome", outcome);
  }

  @Test
  void bad_input_is_observed_too() {
    remember();

    assertThatThrownBy(() -> storage.archive().write("any", "no-event-type", START, 1))
        .isInstanceOf(EsmondException.class);

    assertThat(stopped)
        .extracting(ObservationsTest::keys)
        .containsExactly(call("Archive.write", "cassandra", "invalid_input"));
  }

  @Test
  void a_call_is_a_child_of_its_callers_observation() {
    remember();
    Observation request = Observation.start("request", registry);

    try (Observation.Scope scope = request.openScope()) {
      storage.metadata().find("any");
    }

    assertThat(stopped)
        .singleElement()
        .satisfies(call -> assertThat(call.getParentObservation()).isSameAs(request));
  }

  @Test
  void handlers_that_throw_fail_no_call() {
    handle(
        new Handler() {
          @Override
          public void onStart(Observation.Context context) {
            throw new IllegalStateException("a fault of the host");
          }

          @Override
          public void onStop(Observation.Context context) {
            throw new NoClassDefFoundError("of the host");
          }
        });

    String key = storage.metadata().register(Deployment.TEST).key();
    storage.archive().write(key, "throughput", START, 1);

    assertThat(storage.archive().read(SeriesQuery.base(key, "throughput"))).hasSize(1);
  }
}
