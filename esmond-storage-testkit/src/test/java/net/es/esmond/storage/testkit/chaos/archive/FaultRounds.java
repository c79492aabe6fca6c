package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one round of faults after another, and waits after each until all is well. */
final class FaultRounds {
  private static final Logger LOG = LoggerFactory.getLogger(FaultRounds.class);

  private final FaultSchedule schedule;
  private final FaultInjector injector;
  private final Runnable untilAllIsWell;
  private final List<FaultSpan> spans = Collections.synchronizedList(new ArrayList<>());

  FaultRounds(FaultSchedule schedule, FaultInjector injector, Runnable untilAllIsWell) {
    this.schedule = schedule;
    this.injector = injector;
    this.untilAllIsWell = untilAllIsWell;
  }

  /** Begins no round any more once the time is over. */
  void runFor(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    List<PlannedFault> before = List.of();
    while (true) {
      List<PlannedFault> round = schedule.next();
      TimeUnit.MILLISECONDS.sleep(Reachability.millisBetween(before, round));
      if (System.nanoTime() - end >= 0) {
        return;
      }
      run(round);
      untilAllIsWell.run();
      before = round;
    }
  }

  private void run(List<PlannedFault> round) throws InterruptedException {
    LOG.info("Round: {}", round);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> faults = new ArrayList<>();
      for (PlannedFault planned : round) {
        faults.add(threads.submit(() -> run(planned)));
      }
      for (Future<?> fault : faults) {
        fault.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A fault of " + round + " could not be ended", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Void run(PlannedFault planned) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(planned.afterMillis());
    String target = injector.target(planned);
    long from = System.nanoTime();
    injector.inflict(planned);
    spans.add(new FaultSpan(planned.fault(), target, from, System.nanoTime()));
    return null;
  }

  List<FaultSpan> spans() {
    return List.copyOf(spans);
  }

  /** How often each fault happened; 0 for those that never did. */
  Map<Fault, Integer> counts() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      counts.put(fault, 0);
    }
    spans().forEach(span -> counts.merge(span.fault(), 1, Integer::sum));
    return counts;
  }
}
