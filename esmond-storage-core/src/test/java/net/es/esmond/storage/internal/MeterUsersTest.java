package net.es.esmond.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterUsersTest {
  /** What a gauge of each name tells of. */
  private final Map<String, String> registry = new HashMap<>();

  @Test
  void a_storages_meters_go_when_it_closes() {
    MeterUsers storage = new MeterUsers();
    gauge(storage, "queue", "first");
    counter(storage, "retries");

    storage.close();
    storage.close();

    assertThat(registry).isEmpty();
  }

  @Test
  void a_meter_registered_twice_by_one_storage_goes_once() {
    MeterUsers storage = new MeterUsers();
    counter(storage, "retries");
    counter(storage, "retries");

    storage.close();

    assertThat(registry).isEmpty();
  }

  @Test
  void a_shared_counter_goes_with_its_last_user() {
    MeterUsers first = new MeterUsers();
    MeterUsers second = new MeterUsers();
    counter(first, "retries");
    counter(second, "retries");

    first.close();
    assertThat(registry).containsKey("retries");
    second.close();
    assertThat(registry).isEmpty();
  }

  @Test
  void a_gauge_tells_of_the_next_storage_when_one_closes() {
    MeterUsers first = new MeterUsers();
    MeterUsers second = new MeterUsers();
    MeterUsers third = new MeterUsers();
    gauge(first, "queue", "first");
    gauge(second, "queue", "second");
    gauge(third, "queue", "third");

    second.close();
    assertThat(registry).containsEntry("queue", "first");
    first.close();
    assertThat(registry).containsEntry("queue", "third");
    third.close();
    assertThat(registry).isEmpty();
  }

  private void counter(MeterUsers storage, String name) {
    registry.putIfAbsent(name, "all");
    storage.add(registry(), name, () -> registry.remove(name));
  }

  private void gauge(MeterUsers storage, String name, String of) {
    registry.putIfAbsent(name, of);
    storage.addGauge(registry(), name, () -> registry.remove(name), () -> registry.put(name, of));
  }

  /** One that stays equal to itself. */
  private Object registry() {
    return this;
  }
}
