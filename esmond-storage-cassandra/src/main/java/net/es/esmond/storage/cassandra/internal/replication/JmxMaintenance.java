package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.management.Notification;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cassandra.internal.session.SessionResilience;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.spi.NodeMaintenance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repairs and cleans up nodes over JMX, as nodetool does. */
final class JmxMaintenance implements NodeMaintenance, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JmxMaintenance.class);

  /** The options of {@code nodetool repair -full}. */
  private static final Map<String, String> FULL_REPAIR =
      Map.of("incremental", "false", "parallelism", "parallel", "repairPaxos", "true");

  private static final Duration ASK = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /**
   * Largest number of repairs and cleanups at a time. A change runs one at a time, but one counts
   * for as long as any of its calls hangs.
   */
  static final int MAX_RUNNING = 8;

  private final Requests requests;
  private final String keyspace;
  private final JmxAccess access;
  private final Bulkhead running;
  private final Duration patience;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "esmond-replication-jmx");
            thread.setDaemon(true);
            return thread;
          });

  JmxMaintenance(Requests requests, String keyspace, JmxAccess access, Bulkhead running) {
    this(requests, keyspace, access, running, JmxConnection.CALL);
  }

  /** Waits no longer than the patience for calls that return within seconds. */
  JmxMaintenance(
      Requests requests, String keyspace, JmxAccess access, Bulkhead running, Duration patience) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.access = access;
    this.running = running;
    this.patience = patience;
  }

  /** Runs the calls of one repair or cleanup, which has its permit until the last one ends. */
  private final class Calls implements Executor {
    private final AtomicInteger unended = new AtomicInteger();

    @Override
    public void execute(Runnable call) {
      unended.incrementAndGet();
      try {
        threads.execute(
            () -> {
              try {
                call.run();
              } finally {
                ended();
              }
            });
      } catch (RuntimeException | Error e) {
        ended();
        throw e;
      }
    }

    private void ended() {
      if (unended.decrementAndGet() == 0) {
        SessionResilience.leave(running);
      }
    }
  }

  @Override
  public CompletionStage<Void> repair(ReplicaNode node, IntConsumer percent, Deadline deadline) {
    return start(node, calls -> doRepair(node, calls, percent, deadline));
  }

  @Override
  public CompletionStage<Void> cleanup(ReplicaNode node, Deadline deadline) {
    return start(
        node,
        calls -> {
          try (JmxConnection jmx = connect(node, calls)) {
            Object status =
                jmx.invokeLong(
                    deadline,
                    "forceKeyspaceCleanup",
                    new Object[] {0, keyspace, new String[0]},
                    "int",
                    String.class.getName(),
                    String[].class.getName());
            if (!Integer.valueOf(0).equals(status)) {
              throw failed(node, "cleanup ended with status " + status);
            }
          }
        });
  }

  /**
   * Starts work on a thread of its own. Its amount is bounded, because a JMX call has no deadline.
   */
  private CompletionStage<Void> start(ReplicaNode node, Consumer<Executor> work) {
    if (!SessionResilience.enter(running)) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.OVERLOADED,
              StoreException.Store.CASSANDRA,
              MAX_RUNNING + " repairs and cleanups run or hang already: wait until one has ended",
              List.of(new Attempt(node.address(), "not asked")),
              null));
    }
    Calls calls = new Calls();
    return CompletableFuture.runAsync(() -> work.accept(calls), calls);
  }

  private JmxConnection connect(ReplicaNode node, Executor calls) {
    return new JmxConnection(access.address().apply(node), access, calls, patience);
  }

  private void doRepair(ReplicaNode node, Executor calls, IntConsumer percent, Deadline deadline) {
    try (JmxConnection jmx = connect(node, calls)) {
      awaitRunningRepairs(node, deadline);
      jmx.listen((notification, handback) -> progress(notification, percent));
      Object command =
          jmx.invoke(
              "repairAsync",
              new Object[] {keyspace, FULL_REPAIR},
              String.class.getName(),
              Map.class.getName());
      if (Integer.valueOf(0).equals(command)) {
        // 0 means that the node sees one replica only, and so repairs nothing.
        throw failed(node, "it does not know of a second replica yet");
      }
      awaitEnd(node, (Integer) command, deadline);
      percent.accept(100);
    }
  }

  /**
   * Waits for repairs that an earlier driver of the change started. They continue without their
   * driver, and two repairs at once slow each other down.
   */
  private void awaitRunningRepairs(ReplicaNode node, Deadline deadline) {
    while (repairs(node).stream().anyMatch(repair -> !repair.getBoolean("completed"))) {
      LOG.debug("node {} is repairing {} already: waiting", node.address(), keyspace);
      pause(node, deadline);
    }
  }

  /**
   * Waits for the end of a repair. The state is read over CQL, because the answer over JMX needs
   * Guava's classes.
   */
  private void awaitEnd(ReplicaNode node, int command, Deadline deadline) {
    while (true) {
      Row repair =
          repairs(node).stream()
              .filter(row -> row.getInt("command_id") == command)
              .findFirst()
              .orElseThrow(
                  () -> failed(node, "it forgot repair " + command + ", as a restarted node does"));
      if (repair.getBoolean("completed")) {
        String failure = repair.getString("failure_cause");
        if (failure != null) {
          throw failed(node, "repair failed: " + failure);
        }
        return;
      }
      pause(node, deadline);
    }
  }

  /** Returns the repairs of the keyspace that this node has coordinated since it started. */
  private List<Row> repairs(ReplicaNode node) {
    SimpleStatement select =
        SimpleStatement.newInstance(
                "SELECT keyspace_name, command_id, completed, failure_cause"
                    + " FROM system_views.repairs")
            .setNode(requests.metadata().getNodes().get(node.hostId()));
    List<Row> repairs = new ArrayList<>();
    try {
      for (Row row :
          requests
              .send(c -> select, Deadline.after(ASK))
              .toCompletableFuture()
              .join()
              .currentPage()) {
        if (keyspace.equals(row.getString("keyspace_name"))) {
          repairs.add(row);
        }
      }
      return repairs;
    } catch (CompletionException e) {
      throw Failures.of(e);
    }
  }

  private static void progress(Notification notification, IntConsumer percent) {
    if (notification.getUserData() instanceof Map<?, ?> data
        && data.get("progressCount") instanceof Integer done
        && data.get("total") instanceof Integer total
        && total > 0) {
      percent.accept(Math.min(100, 100 * done / total));
    }
  }

  private void pause(ReplicaNode node, Deadline deadline) {
    if (deadline.expired()) {
      throw new StoreException(
          ErrorCode.DEADLINE_EXCEEDED,
          StoreException.Store.CASSANDRA,
          "a repair took longer than " + deadline.budget() + ": allow more time by stepTimeout",
          List.of(new Attempt(node.address(), "still repairing")),
          null);
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    if (Thread.interrupted() || threads.isShutdown()) {
      throw failed(node, "interrupted while it was repairing");
    }
  }

  private static StoreException failed(ReplicaNode node, String answer) {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "a node's repair or cleanup failed: see its answer; it is tried again",
        List.of(new Attempt(node.address(), answer)),
        null);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
