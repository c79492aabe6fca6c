package net.es.esmond.storage.testkit.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import org.junit.jupiter.api.Test;

/** A short run of the program, whose network is its own. */
class ServedIT {
  @Test
  void clients_behind_balancers_are_served_and_lose_nothing() throws Exception {
    // Where Surefire has the servers' jars.
    List<String> options =
        Stream.of("maven.repo.local", "localRepository")
            .filter(name -> System.getProperty(name) != null)
            .map(name -> "-D%s=%s".formatted(name, System.getProperty(name)))
            .toList();
    Process served =
        ChildJvm.of(options, Served.class, List.of("all", "20")).redirectErrorStream(true).start();
    List<String> lines;
    try (BufferedReader said = served.inputReader()) {
      lines = said.lines().peek(System.out::println).toList();
    } finally {
      served.destroy();
    }

    assertThat(served.waitFor()).as(String.join("\n", lines)).isZero();
  }
}
