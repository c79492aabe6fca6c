package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.ServerException;
import org.junit.jupiter.api.Test;

class RingLayoutTest {

  @Test
  void tokens_are_evenly_spaced() {
    assertThat(tokens(layout(2, 1).founders())).containsExactly(Long.MIN_VALUE, 0L);
    assertThat(tokens(layout(3, 1).founders()))
        .containsExactly(Long.MIN_VALUE, -3074457345618258603L, 3074457345618258602L);
  }

  @Test
  void each_datacenter_has_a_circle_of_its_own() {
    List<NodePlace> places = new RingLayout(twice(2), 1, 1, true).founders();

    assertThat(places).extracting(NodePlace::number).containsExactly(1, 2, 3, 4);
    assertThat(places)
        .extracting(NodePlace::datacenter)
        .containsExactly("dc1", "dc1", "dc2", "dc2");
    assertThat(tokens(places)).containsExactly(Long.MIN_VALUE, 0L, Long.MIN_VALUE + 2000, 2000L);
  }

  @Test
  void racks_get_a_node_in_turn() {
    RingLayout layout = new RingLayout(twice(3), 2, 1, true);
    List<NodePlace> places = new ArrayList<>(layout.founders());
    assertThat(places)
        .extracting(NodePlace::rack)
        .containsExactly("rack1", "rack2", "rack1", "rack1", "rack2", "rack1");

    assertThat(layout.joining(places, "dc2", 7).rack()).isEqualTo("rack2");
  }

  @Test
  void a_node_that_joins_halves_the_widest_gap() {
    RingLayout layout = layout(3, 1);
    List<NodePlace> places = new ArrayList<>(layout.founders());
    places.remove(0);

    NodePlace joining = layout.joining(places, "datacenter1", 4);

    assertThat(joining.number()).isEqualTo(4);
    // Two thirds of the circle lie between the last token and the first: the middle is its end.
    assertThat(joining.token().orElseThrow().longValueExact())
        .isBetween(Long.MAX_VALUE - 4, Long.MAX_VALUE);
  }

  @Test
  void vnodes_are_drawn() {
    RingLayout layout = layout(2, 16);

    assertThat(layout.founders()).allMatch(place -> place.token().isEmpty());
    assertThat(layout.joining(layout.founders(), "datacenter1", 3).token()).isEmpty();
  }

  @Test
  void a_later_datacenter_shares_no_token() {
    RingLayout layout = new RingLayout(twice(2), 1, 1, true);
    List<NodePlace> places = layout.founders();

    List<NodePlace> third = layout.datacenter("dc3", 2, 5);

    assertThat(third).extracting(NodePlace::number).containsExactly(5, 6);
    assertThat(tokens(third)).doesNotContainAnyElementsOf(tokens(places));
  }

  @Test
  void a_node_joins_a_datacenter_that_is_there() {
    assertThatThrownBy(() -> layout(2, 1).joining(layout(2, 1).founders(), "dc2", 3))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("dc2");
  }

  private static RingLayout layout(int nodes, int tokens) {
    return new RingLayout(Map.of("datacenter1", nodes), 1, tokens, false);
  }

  private static Map<String, Integer> twice(int nodes) {
    Map<String, Integer> datacenters = new LinkedHashMap<>();
    datacenters.put("dc1", nodes);
    datacenters.put("dc2", nodes);
    return datacenters;
  }

  private static List<Long> tokens(List<NodePlace> places) {
    return places.stream()
        .flatMap(p -> p.token().stream())
        .map(BigInteger::longValueExact)
        .toList();
  }
}
