package net.es.esmond.storage.testkit.archive;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import org.junit.jupiter.api.Test;

/** The testkit serves a plain main, on a class path without JUnit. */
class WithoutJunitTest {

  @Test
  void a_plain_main_uses_an_archive() throws Exception {
    Process process =
        ChildJvm.withoutJunit(
                List.of("-Desmond.testkit.backend=memory"), PlainMain.class, List.of())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("no JUnit", "found");
  }

  /** What the README shows, without servers. */
  static final class PlainMain {
    private PlainMain() {}

    public static void main(String[] args) {
      try {
        Class.forName("org.junit.jupiter.api.Test");
      } catch (ClassNotFoundException e) {
        System.out.println("no JUnit");
      }
      try (ArchiveServers servers = ArchiveServers.start(Setup.ofNodes(1));
          TestArchive archive = TestArchive.create(servers, "mine", 1, builder -> builder)) {
        Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
        String key = archive.storage().metadata().register(test).key();
        archive.storage().archive().write(key, "throughput", time, 9_412_000_000L);
        assertThat(archive.storage()).series(key, "throughput").hasValue(time, 9_412_000_000L);
        System.out.println("found");
      }
    }
  }
}
