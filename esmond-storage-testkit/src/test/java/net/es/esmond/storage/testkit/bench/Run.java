package net.es.esmond.storage.testkit.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.awaitility.Awaitility;

/**
 * What some work took.
 *
 * @param items how much work it was
 * @param seconds how long it took
 * @param cpuSeconds processor time of this whole process meanwhile, all threads
 */
public record Run(long items, double seconds, double cpuSeconds) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration COMPILING = Duration.ofSeconds(30);

  /** Work that returns how much it was. */
  public interface Work {
    long run() throws Exception;
  }

  public static Run of(Work work) throws Exception {
    double cpu = processCpuSeconds();
    long start = System.nanoTime();
    long items = work.run();
    long end = System.nanoTime();
    return new Run(items, (end - start) / 1e9, processCpuSeconds() - cpu);
  }

  /** Processor time of this whole process so far, all threads. */
  public static double processCpuSeconds() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  /** Compiling competes with the servers for two cores, and would go on through all rounds. */
  public static void awaitCompiled() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    awaitIdle(() -> compiler.getTotalCompilationTime() / 1e3, 0, COMPILING);
  }

  /**
   * Waits until something has hardly worked for half a second.
   *
   * @param worked for how long it has worked so far, in seconds
   * @param most share of the time that it may work and still counts as idle
   */
  public static void awaitIdle(DoubleSupplier worked, double most, Duration patience) {
    double[] last = {Double.NEGATIVE_INFINITY};
    Awaitility.await()
        .pollInterval(LOOK)
        .atMost(patience)
        .until(
            () -> {
              double before = last[0];
              last[0] = worked.getAsDouble();
              return last[0] - before <= most * LOOK.toMillis() / 1e3;
            });
  }

  /** As many rounds as usual, or fewer: {@code -Drounds=N}. */
  public static int rounds(int usual) {
    return Math.min(usual, Integer.getInteger("rounds", usual));
  }

  public double perSecond() {
    return items / seconds;
  }

  public double cpuMicrosEach() {
    return 1e6 * cpuSeconds / items;
  }

  /** The middle one of several runs' figures. */
  public static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
    double[] figures = runs.stream().mapToDouble(figure).sorted().toArray();
    return figures[figures.length / 2];
  }
}
