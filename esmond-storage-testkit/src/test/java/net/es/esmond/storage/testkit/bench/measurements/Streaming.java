package net.es.esmond.storage.testkit.bench.measurements;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.internal.ChildJvm;

/**
 * What is live on the heap while ten years of one series are streamed, in a JVM of its own with a
 * heap of 64 MB.
 */
final class Streaming {
  private static final String TOOL = "streaming";
  private static final String HEAP = "-Xmx64m";
  private static final int LOOKS = 10;
  private static final double MEBI = 1024 * 1024;

  private final EsmondStorage storage;
  private final Figures figures;
  private final String where;

  Streaming(EsmondStorage storage, Figures figures, String where) {
    this.storage = storage;
    this.figures = figures;
    this.where = where;
  }

  void measure(List<InetSocketAddress> nodes, String keyspace, int replicas) throws Exception {
    Reading.tenYears(storage, TOOL);
    List<String> arguments = new ArrayList<>(List.of(keyspace, String.valueOf(replicas)));
    nodes.forEach(node -> arguments.add(node.getAddress().getHostAddress() + " " + node.getPort()));
    Process child =
        ChildJvm.of(List.of(HEAP), Streaming.class, arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    double[] live;
    try (var out = child.inputReader()) {
      live =
          out.lines()
              .filter(line -> line.startsWith("live "))
              .mapToDouble(Streaming::megabytes)
              .toArray();
    }
    if (child.waitFor() != 0 || live.length != LOOKS) {
      throw new IllegalStateException("streaming ended with " + child.exitValue());
    }
    String what = where + ": live heap while ten years are streamed with " + HEAP;
    figures.add(what + ", most", max(live, 0, LOOKS), "MiB");
    figures.add(
        what + ", second half",
        max(live, LOOKS / 2, LOOKS),
        "MiB",
        "first half",
        max(live, 0, LOOKS / 2));
  }

  private static double megabytes(String line) {
    return Double.parseDouble(line.substring("live ".length()));
  }

  private static double max(double[] values, int from, int to) {
    double max = 0;
    for (int i = from; i < to; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  /** Streams, and prints a line for each tenth. */
  public static void main(String[] args) {
    List<InetSocketAddress> nodes =
        List.of(args).subList(2, args.length).stream()
            .map(arg -> arg.split(" "))
            .map(arg -> new InetSocketAddress(arg[0], Integer.parseInt(arg[1])))
            .collect(Collectors.toList());
    try (EsmondStorage storage =
        MeasurementsBench.open(nodes, args[0], Integer.parseInt(args[1]))) {
      String key =
          storage.metadata().register(Load.test(List.of(EventType.PACKET_COUNT_SENT), TOOL)).key();
      SeriesQuery query = SeriesQuery.base(key, "packet-count-sent");
      long count = 0;
      for (Iterator<Point> points = storage.archive().read(query).iterator(); points.hasNext(); ) {
        points.next();
        if (++count % (Reading.POINTS / LOOKS) == 0) {
          System.gc();
          System.out.println(
              "live " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI);
        }
      }
    }
    System.exit(0);
  }
}
