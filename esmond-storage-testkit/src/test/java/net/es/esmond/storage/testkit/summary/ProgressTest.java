package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a listener hears of the work of maintenance. */
class ProgressTest {
  private static final Instant MARCH = Instant.parse("2026-03-10T10:00:00Z");

  @RegisterExtension private final Deployment deployment = new Deployment(MARCH);
  private final List<Progress> heard = new CopyOnWriteArrayList<>();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private final EsmondStorage storage = instance(this::hear);
  private String key;

  private EsmondStorage instance(ProgressListener listener) {
    return deployment.instance(RetentionPolicies.NONE, ProgressListener.class, listener);
  }

  private void hear(Progress progress) {
    heard.add(progress);
    threads.add(Thread.currentThread().getName());
  }

  private Progress last(LongWork work) {
    return await()
        .until(
            () -> heard.stream().filter(p -> p.work() == work && p.ended()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @BeforeEach
  void writeInTwoMonths() {
    key = storage.metadata().register(Deployment.TEST).key();
    storage.archive().write(key, "throughput", MARCH, 10);
    deployment.clock.advance(Duration.ofDays(31));
    storage.archive().write(key, "throughput", deployment.clock.instant(), 20);
    deployment.clock.advance(Duration.ofHours(3));
  }

  @Test
  void a_sweep_reports_its_partitions_of_base_points() {
    storage.maintenance().storeSummaries();

    assertThat(last(LongWork.SUMMARIES).done()).isEqualTo(2);
    assertThat(last(LongWork.SUMMARIES).total()).hasValue(2);
    assertThat(threads).allMatch(thread -> thread.startsWith("esmond-completion-"));
  }

  @Test
  void retention_reports_its_partitions_and_tests() {
    storage.maintenance().applyRetention(true);

    assertThat(last(LongWork.RETENTION).done()).isEqualTo(3);
    assertThat(last(LongWork.RETENTION).total()).hasValue(3);
  }

  @Test
  void the_deletion_of_data_reports_its_tests() {
    storage.metadata().delete(key);

    storage.maintenance().deleteData();

    assertThat(last(LongWork.DELETIONS).done()).isEqualTo(1);
    assertThat(last(LongWork.DELETIONS).total()).hasValue(1);
  }

  @Test
  void the_readme_shows_how_a_host_listens() throws IOException {
    EsmondConf conf = EsmondConf.of(Map.of("cassandra_servers", "localhost"));
    MeterRegistry meters = new SimpleMeterRegistry();
    ObservationRegistry observations = ObservationRegistry.create();

    // README: begin
    EsmondStorageBuilder builder =
        EsmondStorage.builder(conf)
            .service(MeterRegistry.class, meters)
            .service(ObservationRegistry.class, observations)
            .progress(p -> show(p.work(), p.done(), p.total(), p.perSecond()));
    // README: end

    try (EsmondStorage listening =
        builder
            .withoutBackgroundMaintenance()
            .timeSeries((c, context) -> deployment.store)
            .metadata((c, context) -> new InMemoryMetadataStore(deployment.clock))
            .open()) {
      listening.maintenance().storeSummaries();
      assertThat(last(LongWork.SUMMARIES).ended()).isTrue();
    }
    String source =
        Files.readString(
            Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
    Matcher example =
        Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL)
            .matcher(source);
    assertThat(example.find()).isTrue();
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("```java\n" + example.group(1).indent(-4) + "```");
  }

  private void show(LongWork work, long done, OptionalLong total, double perSecond) {
    hear(new Progress(work, done, total, perSecond, true));
  }

  @Test
  void a_listener_that_throws_harms_no_work() {
    EsmondStorage other =
        instance(
            progress -> {
              hear(progress);
              throw new IllegalStateException("a fault of the host");
            });

    assertThat(other.maintenance().storeSummaries().windows()).isPositive();
    assertThat(last(LongWork.SUMMARIES).ended()).isTrue();
    assertThat(other.maintenance().storeSummaries().refused()).isEmpty();
  }
}
