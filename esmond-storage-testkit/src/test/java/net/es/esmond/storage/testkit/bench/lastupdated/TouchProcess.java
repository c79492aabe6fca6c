package net.es.esmond.storage.testkit.bench.lastupdated;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;

/** A process that touches the shared keys in random order, at a given rate. */
final class TouchProcess {
  private TouchProcess() {}

  public static void main(String[] args) {
    SplittableRandom random = new SplittableRandom(ProcessHandle.current().pid());
    try (MetadataStore store =
        TouchServer.open(
            HostPort.parse(args[0], 5432),
            args[1],
            args[2],
            TouchConf.builder().build(),
            new SimpleMeterRegistry())) {
      List<LastUpdated> handles = TouchServer.handles(store, SharedKeys.KEYS);
      int perPause = Integer.parseInt(args[3]) / 100;
      Deadline end = Deadline.after(Duration.ofMinutes(10));
      while (!end.expired()) {
        for (int i = 0; i < perPause; i++) {
          handles.get(random.nextInt(SharedKeys.KEYS)).touch(end);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }
}
