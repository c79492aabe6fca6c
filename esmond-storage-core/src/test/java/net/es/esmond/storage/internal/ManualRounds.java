package net.es.esmond.storage.internal;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does at once what it is given, and what is to be repeated when it is told to. */
final class ManualRounds extends ScheduledThreadPoolExecutor {
  private Runnable repeated = () -> {};

  ManualRounds() {
    super(1);
  }

  void run() {
    repeated.run();
  }

  @Override
  public void execute(Runnable work) {
    work.run();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long first, long pause, TimeUnit unit) {
    repeated = work;
    return schedule(() -> {}, 0, unit);
  }
}
