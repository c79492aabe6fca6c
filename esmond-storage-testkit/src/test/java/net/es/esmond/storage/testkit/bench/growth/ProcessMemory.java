package net.es.esmond.storage.testkit.bench.growth;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What this process holds.
 *
 * @param heap what is live on the heap, in MiB
 * @param direct memory outside the heap that buffers have, in MiB
 * @param threads that run
 * @param descriptors files and connections that are open
 */
record ProcessMemory(double heap, double direct, int threads, long descriptors) {
  private static final double MEBI = 1024 * 1024;

  /** Collects what is not live, and looks. */
  static ProcessMemory now() {
    System.gc();
    double direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    // Netty's own, which no pool of the JVM counts; -1 when it takes buffers of the JVM.
    double netty = Math.max(0, PlatformDependent.usedDirectMemory());
    return new ProcessMemory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI,
        (direct + netty) / MEBI,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getOpenFileDescriptorCount());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "heap %.1f MiB, direct %.1f MiB, %d threads, %d descriptors",
        heap,
        direct,
        threads,
        descriptors);
  }
}
