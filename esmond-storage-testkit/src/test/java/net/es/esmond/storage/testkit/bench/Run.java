package net.es.esmond.storage.testkit.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

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

  /** Work that returns how much it was. */
  public interface Work {
    long run() throws Exception;
  }

  public static Run of(Work work) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    long items = work.run();
    long end = System.nanoTime();
    return new Run(items, (end - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
  }

  public double perSecond() {
    return items / seconds;
  }

  public double cpuMicrosEach() {
    return 1e6 * cpuSeconds / items;
  }

  /** The middle one of several runs' figures. */
  public static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
    double[] figures = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }
}
