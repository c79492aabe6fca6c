package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoordinatorSelectionTest {
  private final Node[] nodes = {node(), node(), node(), node(), node()};

  @Test
  void replicas_come_first_and_no_node_is_lost() {
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      Object[] plan = nodes.clone();
      CoordinatorSelection.order(plan, Set.of(nodes[1], nodes[4]), random);
      assertThat(Arrays.copyOf(plan, 2)).containsExactlyInAnyOrder(nodes[1], nodes[4]);
      assertThat(plan).containsExactlyInAnyOrder((Object[]) nodes);
    }
  }

  /** 99.9 % quantiles of the chi-square distribution: 4 and 1 degrees of freedom. */
  @Test
  void every_node_is_as_likely_to_be_first_and_last() {
    assertThat(chiSquare(Set.of(), 0, nodes)).isLessThan(18.47);
    assertThat(chiSquare(Set.of(), 4, nodes)).isLessThan(18.47);
    Node[] replicas = {nodes[1], nodes[4]};
    assertThat(chiSquare(Set.of(replicas), 0, replicas)).isLessThan(10.83);
    Node[] others = {nodes[0], nodes[2], nodes[3]};
    assertThat(chiSquare(Set.of(replicas), 4, others)).isLessThan(13.82);
  }

  @Test
  void passes_over_a_node_far_busier_than_the_next() {
    assertThat(firstWhen(Set.of(), 9, 0)).isSameAs(nodes[1]);
    assertThat(firstWhen(Set.of(), 8, 0)).isSameAs(nodes[0]);
    assertThat(firstWhen(Set.of(), 308, 150)).isSameAs(nodes[0]);
    assertThat(firstWhen(Set.of(), 309, 150)).isSameAs(nodes[1]);
    assertThat(firstWhen(Set.of(), 0, 309)).isSameAs(nodes[0]);
  }

  @Test
  void passes_over_a_busy_replica_for_another_replica_only() {
    assertThat(firstWhen(Set.of(nodes[0], nodes[1]), 100, 0)).isSameAs(nodes[1]);
    assertThat(firstWhen(Set.of(nodes[0]), 100, 0)).isSameAs(nodes[0]);
  }

  /** The first of the plan when the first two have so many requests to answer. */
  private Object firstWhen(Set<Node> replicas, int first, int second) {
    Object[] plan = nodes.clone();
    CoordinatorSelection.preferLessLoaded(
        plan, replicas, node -> node.equals(nodes[0]) ? first : second);
    assertThat(plan).containsExactlyInAnyOrder((Object[]) nodes);
    return plan[0];
  }

  private double chiSquare(Set<Node> replicas, int place, Node[] candidates) {
    int draws = 100_000;
    Random random = new Random(20_261_122);
    Map<Object, Integer> counts = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      Object[] plan = nodes.clone();
      CoordinatorSelection.order(plan, replicas, random);
      counts.merge(plan[place], 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys((Object[]) candidates);
    double expected = (double) draws / candidates.length;
    return counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected)).sum()
        / expected;
  }

  private static Node node() {
    return (Node)
        Proxy.newProxyInstance(
            CoordinatorSelectionTest.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "node " + System.identityHashCode(proxy);
                });
  }
}
