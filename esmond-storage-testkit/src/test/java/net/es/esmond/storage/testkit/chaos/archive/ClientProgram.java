package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.testkit.internal.Await;

/** A process with an open archive, which works as its control file says until it is to finish. */
final class ClientProgram {
  private static final Duration SWEEP_EACH = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A sweep takes minutes on a busy machine, and must not be cut off by closing. */
  private static final Duration SWEEP_ENDS = Duration.ofMinutes(9);

  /** Java's RMI, by which JMX asks, keeps a connection for 15 seconds after its last use. */
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(30);

  private final ClientSetup setup;
  private final ClientFiles files;
  private final OffsetClock clock = new OffsetClock();
  private volatile Control control = new Control(Control.Phase.WORK, 0, false, Map.of());

  private ClientProgram(ClientSetup setup) {
    this.setup = setup;
    this.files = setup.files();
  }

  public static void main(String[] arguments) throws Exception {
    new ClientProgram(ClientSetup.of(arguments)).run();
  }

  private void run() throws Exception {
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
    obey();
    threads.scheduleWithFixedDelay(this::obey, 100, 100, TimeUnit.MILLISECONDS);
    try (OperationLog log = new OperationLog(files.operations(setup.process()))) {
      LoggedCalls calls = new LoggedCalls(log);
      threads.scheduleWithFixedDelay(
          new StallMonitor(calls), 0, StallMonitor.EACH.toMillis(), TimeUnit.MILLISECONDS);
      try (EsmondStorage storage = open()) {
        ready(Control.Phase.WORK);
        ChangeFollower follower = new ChangeFollower(storage.metadata(), calls, setup);
        threads.scheduleWithFixedDelay(
            () -> sweep(storage, calls),
            5L * setup.number(),
            SWEEP_EACH.toSeconds(),
            TimeUnit.SECONDS);
        Thread following = new Thread(() -> follow(follower), "chaos-follower");
        following.start();
        new ClientLoad(setup, new ArchiveCalls(storage, calls))
            .run(() -> control.phase() == Control.Phase.WORK);
        calls.awaitNone();
        Await.reached(() -> storage.health().touchesWaiting() == 0, PATIENCE);
        ready(Control.Phase.DRAIN);
        following.join();
        threads.shutdown();
        threads.awaitTermination(SWEEP_ENDS.toSeconds(), TimeUnit.SECONDS);
      }
      Await.reached(() -> Leftovers.now().isEmpty(), CLOSED_WITHIN);
      calls.block(
          LoggedCalls.Call.of(Kind.CLOSE, ""),
          Leftovers::now,
          (id, left) -> Ended.with(id, List.of(), left, 0, true));
    }
    ready(Control.Phase.FINISH);
    System.exit(0);
  }

  private EsmondStorage open() {
    JmxAccess jmx =
        JmxAccess.at(
            node -> {
              Map<String, Integer> ports = control.jmxPorts();
              return new HostPort("127.0.0.1", ports.getOrDefault(node.address(), 1));
            });
    return EsmondStorage.builder(EsmondConf.load(files.conf()))
        .conflicts(setup.conflicts())
        .allowedLateness(Duration.ofMinutes(1))
        .replication(ReplicationOptions.defaults().withJmx(jmx))
        .clock(clock)
        .open();
  }

  /** Does what the control file says, which the campaign replaces. */
  private void obey() {
    try {
      Control now = Control.read(files.control());
      if (now.refused() != control.refused()) {
        RefusingSelectors.refuse(now.refused());
      }
      clock.setAhead(now.clockMillis());
      control = now;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sweep(EsmondStorage storage, LoggedCalls calls) {
    if (control.phase() == Control.Phase.WORK) {
      calls.block(
          LoggedCalls.Call.of(Kind.SWEEP, ""),
          storage.maintenance()::storeSummaries,
          (id, report) ->
              Ended.with(
                  id,
                  List.of(),
                  report.refused().map(List::of).orElse(List.of()),
                  0,
                  report.failures() == 0));
    }
  }

  private void follow(ChangeFollower follower) {
    boolean last = false;
    boolean atEnd = false;
    while (!last || !atEnd) {
      // What is written before the phase is asked for is seen by the pages that follow.
      last = control.phase() == Control.Phase.FINISH;
      atEnd = follower.isAtEndAfterNextPage();
      if (!last) {
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
      }
    }
  }

  private void ready(Control.Phase phase) {
    Control.replace(files.done(setup.process()), phase.name());
  }
}
