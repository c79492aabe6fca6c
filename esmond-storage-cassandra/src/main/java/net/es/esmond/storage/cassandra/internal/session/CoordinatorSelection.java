package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.session.Session;
import com.datastax.oss.driver.internal.core.loadbalancing.BasicLoadBalancingPolicy;
import com.datastax.oss.driver.internal.core.pool.ChannelPool;
import com.datastax.oss.driver.internal.core.session.DefaultSession;
import com.datastax.oss.driver.internal.core.util.collection.SimpleQueryPlan;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the coordinators of a request and their order, as the driver's load balancing policy.
 * They are the live nodes of the datacenter that serves in random order, with replicas of the
 * request's partition first and silent nodes last. Every instance of the library draws its own
 * order, so load spreads without coordination. Of the first two nodes, the second is preferred if
 * the first has far more requests in flight: that node may itself wait for a dead one.
 */
final class CoordinatorSelection extends BasicLoadBalancingPolicy {
  /**
   * Number of nodes at the front of a query plan that must not be silent: for the first attempt and
   * its first retry.
   */
  private static final int CHECKED_NODES = 2;

  /** A node with at most this many requests in flight is never passed over. */
  static final int BUSY_IN_FLIGHT = 8;

  private final Datacenters datacenters;
  private final ClusterHealth health;
  private final Supplier<RandomGenerator> random;

  CoordinatorSelection(
      DriverContext context,
      String profile,
      Datacenters datacenters,
      ClusterHealth health,
      Supplier<RandomGenerator> random) {
    super(context, profile);
    this.datacenters = datacenters;
    this.health = health;
    this.random = random;
  }

  @Override
  protected Optional<String> discoverLocalDc(Map<UUID, Node> nodes) {
    return Optional.of(datacenters.choose(nodes.values()));
  }

  /** Connects to the nodes that may serve. There is one connection to each remote one. */
  @Override
  protected NodeDistance computeNodeDistance(Node node) {
    return datacenters.mayServe(node) ? super.computeNodeDistance(node) : NodeDistance.IGNORED;
  }

  @Override
  public void onUp(Node node) {
    super.onUp(node);
    datacenters.decide(metadata());
  }

  @Override
  public void onDown(Node node) {
    super.onDown(node);
    datacenters.decide(metadata());
  }

  private Metadata metadata() {
    return context.getMetadataManager().getMetadata();
  }

  @Override
  public Queue<Node> newQueryPlan(@Nullable Request request, @Nullable Session session) {
    Object[] nodes = getLiveNodes().dc(datacenters.serving(metadata())).toArray();
    Set<Node> replicas = getReplicas(request, session);
    order(nodes, replicas, random.get());
    moveBack(nodes, health::avoid);
    if (session instanceof DefaultSession known) {
      preferLessLoaded(nodes, replicas, node -> inFlight(known, node));
    }
    return new SimpleQueryPlan(nodes);
  }

  /**
   * Returns how many requests a node has not answered, including requests that nobody waits for any
   * more.
   */
  private static int inFlight(DefaultSession session, Node node) {
    ChannelPool pool = session.getPools().get(node);
    return pool == null ? 0 : pool.getInFlight();
  }

  /** Shuffles the nodes, with replicas at the front. */
  static void order(Object[] nodes, Set<Node> replicas, RandomGenerator random) {
    int front = 0;
    for (int i = 0; i < nodes.length; i++) {
      swap(nodes, i, i + random.nextInt(nodes.length - i));
      if (replicas.contains(nodes[i])) {
        swap(nodes, i, front++);
      }
    }
  }

  /**
   * Moves nodes that are to be avoided from the front to the end. If every node is to be avoided,
   * none is dropped.
   */
  static void moveBack(Object[] nodes, Predicate<Node> avoid) {
    int end = nodes.length;
    int position = 0;
    while (position < Math.min(CHECKED_NODES, end)) {
      Object node = nodes[position];
      if (avoid.test((Node) node)) {
        end--;
        System.arraycopy(nodes, position + 1, nodes, position, end - position);
        nodes[end] = node;
      } else {
        position++;
      }
    }
  }

  /**
   * Swaps the first two nodes if the first has far more requests in flight, and both or neither of
   * them are replicas.
   */
  static void preferLessLoaded(Object[] nodes, Set<Node> replicas, ToIntFunction<Node> inFlight) {
    if (nodes.length < 2) {
      return;
    }
    int load = inFlight.applyAsInt((Node) nodes[0]);
    if (load > BUSY_IN_FLIGHT
        && load > BUSY_IN_FLIGHT + 2 * inFlight.applyAsInt((Node) nodes[1])
        && replicas.contains(nodes[0]) == replicas.contains(nodes[1])) {
      swap(nodes, 0, 1);
    }
  }

  private static void swap(Object[] nodes, int a, int b) {
    Object node = nodes[a];
    nodes[a] = nodes[b];
    nodes[b] = node;
  }
}
