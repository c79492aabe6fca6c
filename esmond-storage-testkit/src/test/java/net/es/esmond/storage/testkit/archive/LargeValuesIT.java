package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import org.junit.jupiter.api.Test;

/** Values near the largest, in a process with a small heap. */
class LargeValuesIT {

  @Test
  void large_values_and_exhausted_memory_harm_no_caller_for_long()
      throws IOException, InterruptedException {
    List<String> servers = SharedRing.servers().stream().map(Object::toString).toList();

    Process child =
        ChildJvm.of(List.of("-Xmx256m"), LargeValuesProgram.class, servers)
            .redirectErrorStream(true)
            .start();
    String output = child.inputReader().lines().collect(Collectors.joining(System.lineSeparator()));

    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    System.out.println(output);
    assertThat(child.exitValue()).as(output).isZero();
  }
}
