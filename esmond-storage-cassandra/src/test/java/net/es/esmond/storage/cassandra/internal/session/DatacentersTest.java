package net.es.esmond.storage.cassandra.internal.session;

import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_ONE;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_SERIAL;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.ONE;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.QUORUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

class DatacentersTest {
  private static final Map<String, String> EVERYWHERE = Map.of("dc1", "3", "dc2", "3", "dc3", "3");

  private final ViewedCluster cluster = new ViewedCluster();
  private final List<Node> near =
      List.of(cluster.add("dc1"), cluster.add("dc1"), cluster.add("dc1"));
  private final List<Node> far =
      List.of(cluster.add("dc2"), cluster.add("dc2"), cluster.add("dc2"));
  private final List<Node> farther =
      List.of(cluster.add("dc3"), cluster.add("dc3"), cluster.add("dc3"));

  @Test
  void the_local_datacenter_serves_while_any_request_can_be_served() {
    Datacenters three = datacenters(3, "dc2");
    set(NodeState.DOWN, near.get(0));
    assertThat(three.decide(cluster.view(EVERYWHERE))).isEqualTo("dc1");

    set(NodeState.DOWN, near.get(1));

    assertThat(three.decide(cluster.view(EVERYWHERE))).isEqualTo("dc2");
    assertThat(three.isRemote()).isTrue();
  }

  @Test
  void at_one_replica_a_single_node_is_enough() {
    Map<String, String> two = Map.of("dc1", "2", "dc2", "2");
    Datacenters datacenters = datacenters(2, "dc2");
    set(NodeState.DOWN, near.get(0), near.get(1));
    assertThat(datacenters.decide(cluster.view(two))).isEqualTo("dc1");

    set(NodeState.DOWN, near.get(2));

    assertThat(datacenters.decide(cluster.view(two))).isEqualTo("dc2");
  }

  @Test
  void the_local_datacenter_serves_again_as_soon_as_it_can() {
    Datacenters three = datacenters(3, "dc2");
    near.forEach(node -> set(NodeState.DOWN, node));
    assertThat(three.decide(cluster.view(EVERYWHERE))).isEqualTo("dc2");
    set(NodeState.UP, near.get(0));
    assertThat(three.decide(cluster.view(EVERYWHERE))).isEqualTo("dc2");

    set(NodeState.UP, near.get(1));

    assertThat(three.decide(cluster.view(EVERYWHERE))).isEqualTo("dc1");
    assertThat(three.isRemote()).isFalse();
  }

  @Test
  void a_slow_decision_does_not_replace_one_by_newer_states() throws Exception {
    Datacenters three = datacenters(3, "dc2");
    CompletableFuture<Void> counted = new CompletableFuture<>();
    CompletableFuture<Void> resumed = new CompletableFuture<>();
    Metadata slow =
        cluster.view(
            EVERYWHERE,
            () -> {
              counted.complete(null);
              resumed.join();
            });
    Thread request = started(() -> three.serving(slow));
    counted.join();
    near.forEach(node -> set(NodeState.DOWN, node));
    Thread event = started(() -> three.decide(cluster.view(EVERYWHERE)));
    await()
        .until(
            () ->
                EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED)
                    .contains(event.getState()));

    resumed.complete(null);
    request.join();
    event.join();

    assertThat(three.serving()).isEqualTo("dc2");
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  @Test
  void remote_datacenters_serve_in_the_order_of_the_configuration() {
    Datacenters datacenters = datacenters(3, "dc3", "dc2");
    near.forEach(node -> set(NodeState.DOWN, node));
    assertThat(datacenters.decide(cluster.view(EVERYWHERE))).isEqualTo("dc3");

    farther.forEach(node -> set(NodeState.DOWN, node));

    assertThat(datacenters.decide(cluster.view(EVERYWHERE))).isEqualTo("dc2");
  }

  @Test
  void without_the_option_nothing_goes_elsewhere() {
    Datacenters datacenters = datacenters(3);
    near.forEach(node -> set(NodeState.DOWN, node));

    assertThat(datacenters.decide(cluster.view(EVERYWHERE))).isEqualTo("dc1");
    assertThat(datacenters.mayServe(far.get(0))).isFalse();
  }

  @Test
  void when_no_datacenter_can_serve_it_is_the_local_one() {
    Datacenters datacenters = datacenters(3, "dc2");
    cluster.nodes().forEach(node -> set(NodeState.DOWN, node));

    assertThat(datacenters.decide(cluster.view(EVERYWHERE))).isEqualTo("dc1");
  }

  @Test
  void levels_beyond_a_datacenter_need_one_node_that_coordinates() {
    Datacenters datacenters =
        chosen(
            conf(3, List.of("dc2")).toBuilder()
                .readConsistency(ConsistencyLevel.QUORUM)
                .writeConsistency(ConsistencyLevel.EACH_QUORUM)
                .build());
    set(NodeState.DOWN, near.get(0), near.get(1));

    assertThat(datacenters.decide(cluster.view(Map.of("dc2", "3")))).isEqualTo("dc1");
  }

  @Test
  void a_datacenter_without_replicas_leaves_serving_to_a_remote_one() {
    Datacenters datacenters = datacenters(3, "dc3", "dc2");

    assertThat(datacenters.serving(cluster.view(Map.of("dc2", "3")))).isEqualTo("dc2");
    assertThat(datacenters.serving(cluster.view(EVERYWHERE))).isEqualTo("dc1");
  }

  @Test
  void a_request_that_no_replica_can_answer_is_refused_by_name() {
    Datacenters datacenters = datacenters(2);
    Metadata elsewhere = cluster.view(Map.of("dc2", "2"));

    assertThatThrownBy(
            () -> datacenters.servable(request().setConsistencyLevel(LOCAL_ONE), elsewhere))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_LOCAL_REPLICAS))
        .hasMessageContainingAll(
            "keyspace esmond", "datacenter dc1", "{dc2=2}", "cassandra_local_datacenter");
    assertThat(datacenters.absence(LOCAL_ONE, elsewhere)).isPresent();
  }

  @Test
  void a_transaction_that_no_replica_can_decide_is_refused() {
    SimpleStatement transaction =
        request().setConsistencyLevel(QUORUM).setSerialConsistencyLevel(LOCAL_SERIAL);

    assertThatThrownBy(() -> datacenters(2).servable(transaction, cluster.view(Map.of("dc2", "2"))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void a_changed_replication_counts_from_the_next_attempt_on() {
    Datacenters datacenters = datacenters(2);
    SimpleStatement request = request().setConsistencyLevel(LOCAL_ONE);
    assertThat(datacenters.servable(request, cluster.view(Map.of("dc1", "2")))).isSameAs(request);
    assertThatThrownBy(
            () -> datacenters.servable(request, cluster.view(Map.of("dc1", "0", "dc2", "2"))))
        .isInstanceOf(StoreException.class);

    assertThat(datacenters.servable(request, cluster.view(Map.of("dc1", "1", "dc2", "2"))))
        .isSameAs(request);
  }

  @Test
  void what_other_datacenters_answer_is_not_refused() {
    Metadata elsewhere = cluster.view(Map.of("dc2", "2"));
    SimpleStatement anywhere = request().setConsistencyLevel(ONE);
    SimpleStatement ofNoKeyspace =
        SimpleStatement.newInstance("SELECT").setConsistencyLevel(LOCAL_ONE);
    Metadata simple = cluster.view(Map.of("class", "SimpleStrategy", "replication_factor", "2"));
    SimpleStatement local = request().setConsistencyLevel(LOCAL_ONE);

    assertThat(datacenters(2).servable(anywhere, elsewhere)).isSameAs(anywhere);
    assertThat(datacenters(2).servable(ofNoKeyspace, elsewhere)).isSameAs(ofNoKeyspace);
    assertThat(datacenters(2).servable(local, simple)).isSameAs(local);
    assertThat(datacenters(2, "dc2").servable(local, elsewhere)).isSameAs(local);
  }

  private static SimpleStatement request() {
    return SimpleStatement.newInstance("SELECT").setRoutingKeyspace(ViewedCluster.KEYSPACE);
  }

  private void set(NodeState state, Node... nodes) {
    for (Node node : nodes) {
      cluster.set(node, state);
    }
  }

  private Datacenters datacenters(int replicas, String... remotes) {
    return chosen(conf(replicas, List.of(remotes)));
  }

  private Datacenters chosen(CassandraConf conf) {
    Datacenters datacenters = new Datacenters(conf);
    datacenters.choose(cluster.nodes());
    return datacenters;
  }

  private static CassandraConf conf(int replicas, List<String> remotes) {
    return CassandraConf.builder()
        .replicas(replicas)
        .localDatacenter("dc1")
        .remoteDatacenters(remotes)
        .build();
  }
}
