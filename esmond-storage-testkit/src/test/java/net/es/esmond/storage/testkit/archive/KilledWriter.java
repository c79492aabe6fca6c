package net.es.esmond.storage.testkit.archive;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.es.esmond.storage.ConflictMode;
import net.es.esmond.storage.conf.HostPort;

/**
 * A process that writes the value 1 for minute after minute and says when each was acknowledged,
 * until it is killed; and {@link #ALONE} once it does so without looking what is stored.
 */
final class KilledWriter {
  static final String ALONE = "alone";

  /** Nobody is expected to let it come so far. */
  private static final int AT_MOST = 300_000;

  private Instant time;

  private KilledWriter(Instant start) {
    this.time = start;
  }

  static List<String> arguments(
      List<HostPort> servers, String keyspace, String run, Instant start) {
    return List.of(
        String.join(",", servers.stream().map(HostPort::toString).toList()),
        keyspace,
        run,
        start.toString());
  }

  public static void main(String[] args) {
    List<HostPort> servers =
        Arrays.stream(args[0].split(",", -1)).map(text -> HostPort.parse(text, 9042)).toList();
    KilledWriter writer = new KilledWriter(Instant.parse(args[3]));
    try (RingInstance instance = RingInstance.open(servers, args[1], ConflictMode.KEEP, args[2])) {
      boolean alone = false;
      for (int written = 0; written < AT_MOST; written += RingInstance.SOME) {
        if (instance.writesWithoutLooking(() -> writer.write(instance)) && !alone) {
          alone = true;
          System.out.println(ALONE);
        }
      }
    }
  }

  private void write(RingInstance instance) {
    time = time.plusSeconds(60);
    instance.storage().archive().write(instance.key(), "throughput", time, 1);
    System.out.println(time);
  }
}
