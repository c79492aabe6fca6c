package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.context.DriverContext;
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
 * Chooses the nodes that a request may go to: the live ones of the local datacenter, in random
 * order, those that hold a replica of its partition first, silent ones last. Every instance of the
 * library draws for itself, so load spreads without anyone counting. A node that has far more to
 * answer than the next one drawn is passed by: it may itself wait for a node that is gone.
 */
final class CoordinatorSelection extends BasicLoadBalancingPolicy {
  /** As many places of a plan are kept free of silent nodes: the first attempt and the next. */
  private static final int CHECKED_PLACES = 2;

  /** So many requests are no crowd, whatever another node has. */
  static final int NO_CROWD = 8;

  private final Optional<String> configuredDatacenter;
  private final ClusterHealth health;
  private final Supplier<RandomGenerator> random;

  CoordinatorSelection(
      DriverContext context,
      String profile,
      Optional<String> configuredDatacenter,
      ClusterHealth health,
      Supplier<RandomGenerator> random) {
    super(context, profile);
    this.configuredDatacenter = configuredDatacenter;
    this.health = health;
    this.random = random;
  }

  @Override
  protected Optional<String> discoverLocalDc(Map<UUID, Node> nodes) {
    return Optional.of(LocalDatacenter.choose(configuredDatacenter, nodes.values()));
  }

  @Override
  public Queue<Node> newQueryPlan(@Nullable Request request, @Nullable Session session) {
    Object[] nodes = LocalDatacenter.serving(getLiveNodes(), getLocalDatacenter());
    Set<Node> replicas = getReplicas(request, session);
    order(nodes, replicas, random.get());
    moveBack(nodes, health::avoid);
    if (session instanceof DefaultSession known) {
      passByCrowd(nodes, replicas, node -> inFlight(known, node));
    }
    return new SimpleQueryPlan(nodes);
  }

  /** Requests that a node has not answered, among them those that nobody waits for any more. */
  private static int inFlight(DefaultSession session, Node node) {
    ChannelPool pool = session.getPools().get(node);
    return pool == null ? 0 : pool.getInFlight();
  }

  /** Shuffles, and moves replicas to the front. */
  static void order(Object[] nodes, Set<Node> replicas, RandomGenerator random) {
    int front = 0;
    for (int i = 0; i < nodes.length; i++) {
      swap(nodes, i, i + random.nextInt(nodes.length - i));
      if (replicas.contains(nodes[i])) {
        swap(nodes, i, front++);
      }
    }
  }

  /** Moves nodes to avoid from the front to the end; with nothing but such, all keep a place. */
  static void moveBack(Object[] nodes, Predicate<Node> avoid) {
    int end = nodes.length;
    int place = 0;
    while (place < Math.min(CHECKED_PLACES, end)) {
      Object node = nodes[place];
      if (avoid.test((Node) node)) {
        end--;
        System.arraycopy(nodes, place + 1, nodes, place, end - place);
        nodes[end] = node;
      } else {
        place++;
      }
    }
  }

  /** Prefers the second node to a crowded first one, if it holds a replica just as well. */
  static void passByCrowd(Object[] nodes, Set<Node> replicas, ToIntFunction<Node> inFlight) {
    if (nodes.length < 2) {
      return;
    }
    int crowd = inFlight.applyAsInt((Node) nodes[0]);
    if (crowd > NO_CROWD
        && crowd > NO_CROWD + 2 * inFlight.applyAsInt((Node) nodes[1])
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
