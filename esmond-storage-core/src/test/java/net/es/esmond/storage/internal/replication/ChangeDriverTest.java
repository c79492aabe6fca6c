package net.es.esmond.storage.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.ReplicationPort;
import org.junit.jupiter.api.Test;

class ChangeDriverTest {
  @Test
  void wakes_again_after_no_thread_could_be_had() {
    AtomicInteger lacks = new AtomicInteger(1);
    ThreadFactory lacking =
        work -> {
          if (lacks.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(work);
        };
    CompletableFuture<String> asked = new CompletableFuture<>();
    Leases leases =
        new Leases() {
          @Override
          public CompletionStage<Boolean> take(
              String name, String owner, Duration duration, Deadline deadline) {
            asked.complete(name);
            return CompletableFuture.completedFuture(false);
          }

          @Override
          public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
            throw new AssertionError("was never held");
          }
        };
    ReplicationPort unasked =
        (ReplicationPort)
            Proxy.newProxyInstance(
                ReplicationPort.class.getClassLoader(),
                new Class<?>[] {ReplicationPort.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("without the lease nothing is asked");
                });
    try (ChangeDriver driver =
        new ChangeDriver(
            unasked,
            leases,
            "esmond",
            ReplicationOptions.defaults(),
            "this instance",
            new ControlRecordStore(unasked, "this instance", Clock.systemUTC()),
            () -> {
              throw new AssertionError("nothing is repaired");
            },
            lacking)) {
      driver.wake();
      driver.wake();

      assertThat(asked).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("replication");
    }
  }
}
