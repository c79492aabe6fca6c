package net.es.esmond.storage.testkit.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.SeriesHandle;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways in which an archive is opened, on stores in memory or with no store there. */
@Timeout(60)
class OpeningTest {
  private static final Instant NOW = Instant.now();
  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<AggregateFunction> MEAN = List.of(AggregateFunction.MEAN);
  private static final Registration TEST =
      Registration.networkElement()
          .source("198.51.100.1")
          .measurementAgent("198.51.100.1")
          .toolName("snmp")
          .inputSource("router")
          .eventType(EventType.THROUGHPUT)
          .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, HOUR)
          .build();

  private final TimeSeriesStore series = new InMemoryTimeSeriesStore(Clock.systemUTC());
  private final MetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final RecordedCalls calls = new RecordedCalls();
  private String key;
  private EsmondStorage storage;

  @BeforeEach
  void writeOnePoint() {
    try (EsmondStorage writer = builder().open()) {
      key = writer.metadata().register(TEST).key();
      writer.archive().write(key, "throughput", NOW, 7);
    }
  }

  @AfterEach
  void close() {
    if (storage != null) {
      storage.close();
    }
  }

  private EsmondStorageBuilder builder() {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .timeSeries((conf, context) -> series)
        .metadata((conf, context) -> metadata);
  }

  private EsmondStorage readOnly() {
    storage =
        builder()
            .timeSeries((conf, context) -> calls.of(TimeSeriesStore.class, series))
            .metadata((conf, context) -> calls.of(MetadataStore.class, metadata))
            .replication(
                ReplicationOptions.defaults()
                    .withTiming(Duration.ofMillis(100), Duration.ofSeconds(5)))
            .readOnly()
            .open();
    return storage;
  }

  @Test
  void a_read_only_archive_reads() {
    EsmondStorage reader = readOnly();

    assertThat(reader.archive().read(base())).extracting(Point::value).containsExactly(seven());
    assertThat(reader.archive().read(SeriesQuery.of(hours(key)))).hasSize(1);
    assertThat(reader.archive().downsample(base(), Steps.of(HOUR), MEAN)).hasSize(1);
    assertThat(reader.archive().count(base())).isEqualTo(1);
    assertThat(reader.metadata().get(key).key()).isEqualTo(key);
    assertThat(reader.metadata().findAll(MetadataQuery.builder().build())).hasSize(1);
    assertThat(reader.metadata().count(MetadataQuery.builder().build())).isEqualTo(1);
    assertThat(reader.access().keys()).isEmpty();
    assertThat(reader.access().ranges()).isEmpty();
    assertThat(reader.access().userOf(new Secret("?"))).isEmpty();
    assertThat(reader.access().userOf(InetAddress.getLoopbackAddress())).isEmpty();
    assertThat(reader.replication().plan(1).steps()).isEmpty();
    assertThat(calls.writes()).isEmpty();
  }

  @Test
  void a_read_only_archive_writes_nothing_in_the_background() {
    readOnly();

    await().until(() -> calls.count("snapshot") > 3);

    assertThat(calls.writes()).isEmpty();
  }

  @Test
  void a_read_only_archive_refuses_by_name_whatever_would_write() {
    Point point = new Point(NOW, seven());
    List<AddressRange> ranges = List.of(new AddressRange("10.0.0.0/8"));
    Map<String, Consumer<EsmondStorage>> writing = new LinkedHashMap<>();
    writing.put("Archive.write", s -> s.archive().write(key, "throughput", point));
    writing.put(
        "Archive.writeAll", s -> s.archive().unchecked().writeAll(key, "throughput", List.of()));
    writing.put(
        "Archive.writeAll ",
        s -> s.archive().writeAll(Stream.of(new SeriesPoint(key, type(), point))));
    writing.put(
        "Archive.writeAll  ",
        s -> s.archive().writeAllAsync(Stream.of(new SeriesPoint(key, type(), point))));
    writing.put("SeriesHandle.write", s -> handle(s).write(point));
    writing.put("SeriesHandle.writeAll", s -> handle(s).writeAll(List.of(point)));
    writing.put("SeriesHandle.touch", s -> handle(s).touch());
    writing.put("MetadataRepository.register", s -> s.metadata().register(TEST));
    writing.put("MetadataRepository.delete", s -> s.metadata().delete(key));
    writing.put("MetadataRepository.upgradeSchema", s -> s.metadata().upgradeSchema(HOUR));
    writing.put(
        "MetadataRepository.changedSince", s -> s.metadata().changedSince(ChangeCursor.from(NOW)));
    writing.put("AccessRepository.createKey", s -> s.access().createKey("u"));
    writing.put("AccessRepository.deleteKey", s -> s.access().deleteKey("u"));
    writing.put("AccessRepository.addRanges", s -> s.access().addRanges("u", ranges));
    writing.put("AccessRepository.deleteRanges", s -> s.access().deleteRanges("u", ranges));
    writing.put("Maintenance.storeSummaries", s -> s.maintenance().storeSummaries());
    writing.put("Maintenance.deleteData", s -> s.maintenance().deleteData());
    writing.put("Maintenance.applyRetention", s -> s.maintenance().applyRetention(true));
    writing.put("ReplicationManager.apply", s -> s.replication().apply(s.replication().plan(1)));
    writing.put("ReplicationManager.cancel", s -> s.replication().cancel());
    writing.put("ReplicationManager.confirm", s -> s.replication().confirm(UUID.randomUUID()));
    EsmondStorage reader = readOnly();

    writing.forEach(
        (name, write) ->
            assertThatThrownBy(() -> write.accept(reader))
                .as(name)
                .isInstanceOfSatisfying(
                    EsmondException.class,
                    e -> {
                      assertThat(e.code()).isEqualTo(ErrorCode.READ_ONLY);
                      assertThat(e)
                          .hasMessageStartingWith(name.strip() + " was refused")
                          .hasMessageContaining("readOnly()");
                    }));

    assertThat(calls.writes()).isEmpty();
  }

  @Test
  void only_measurements_are_read_without_metadata() {
    storage = builder().metadata((conf, context) -> refused()).onlyMeasurements().open();

    assertThat(storage.archive().read(base())).extracting(Point::value).containsExactly(seven());
    assertThat(storage.archive().read(SeriesQuery.of(hours(key))))
        .extracting(Point::value)
        .containsExactly(new Average(7, 1, 1000));
    assertThat(storage.archive().downsample(base(), Steps.of(HOUR), MEAN)).hasSize(1);
    assertThat(storage.archive().read(SeriesQuery.base("unheard-of", "throughput"))).isEmpty();
    assertThat(storage.replication().status().keyspace()).isEqualTo("esmond");
    assertThat(storage.clocks().problem()).isEmpty();
    assertThat(storage.health().metadata().state()).isEqualTo(StoreState.ABSENT);
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.metadata", () -> storage.metadata());
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.access", () -> storage.access());
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.maintenance", () -> storage.maintenance());
    refuses(
        ErrorCode.READ_ONLY,
        "Archive.write",
        () -> storage.archive().write(key, "throughput", NOW, 8));
  }

  @Test
  void only_metadata_is_served_without_measurements() {
    EsmondStorageBuilder unset =
        EsmondStorage.builder(EsmondConf.of(Map.of("casandra_servers", "localhost")))
            .metadata((conf, context) -> metadata);
    assertThatThrownBy(unset::open)
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("cassandra_servers must name at least one server")
        .hasMessageContaining("did you mean cassandra_servers?");

    storage = unset.onlyMetadata().open();

    assertThat(storage.metadata().register(TEST).key()).isEqualTo(key);
    assertThat(storage.access().createKey("u").user().name()).isEqualTo("u");
    assertThat(storage.clocks().problem()).isEmpty();
    assertThat(storage.health().measurements().state()).isEqualTo(StoreState.ABSENT);
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.archive", () -> storage.archive());
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.maintenance", () -> storage.maintenance());
    refuses(ErrorCode.STORE_ABSENT, "EsmondStorage.replication", () -> storage.replication());
  }

  @Test
  void opening_in_background_returns_while_neither_store_is_there() {
    List<HostPort> nobody = List.of(new HostPort("127.0.0.1", 1));
    long start = System.nanoTime();
    storage =
        EsmondStorage.builder(
                EsmondConf.of(
                    CassandraConf.builder()
                        .servers(nobody)
                        .startTimeout(Duration.ofMinutes(2))
                        .requestTimeout(Duration.ofSeconds(2))
                        .build(),
                    SqlConf.builder()
                        .servers(nobody)
                        .startTimeout(Duration.ofMinutes(2))
                        .requestTimeout(Duration.ofSeconds(2))
                        .build()))
            .timeSeries(new CassandraProvider())
            .metadata(new SqlMetadataProvider())
            .inBackground()
            .open();
    Duration opened = Duration.ofNanos(System.nanoTime() - start);

    assertThat(opened).isLessThan(Duration.ofSeconds(50));
    assertThat(storage.health().measurements().state()).isEqualTo(StoreState.CONNECTING);
    assertThat(storage.health().metadata().state()).isEqualTo(StoreState.CONNECTING);
    // The first attempt may take longer than a call.
    await().untilAsserted(() -> isUnavailable(() -> storage.metadata().find(key)));
    await().untilAsserted(() -> isUnavailable(() -> storage.replication().status()));
    assertThat(storage.health().canServe()).isFalse();
    assertThat(storage.health().measurements().summary()).contains("127.0.0.1:1");
    assertThat(storage.health().metadata().summary()).contains("127.0.0.1:1");
  }

  @Test
  void an_opening_that_fails_late_closes_whatever_it_opened() {
    Error failure = new OutOfMemoryError("while the parts are put together");
    RuntimeException later = new IllegalStateException("while the store is closed");
    MetadataStore failing =
        (MetadataStore)
            Proxy.newProxyInstance(
                MetadataStore.class.getClassLoader(),
                new Class<?>[] {MetadataStore.class},
                (self, method, arguments) -> {
                  throw method.getName().equals("close") ? later : failure;
                });
    MeterRegistry host = new SimpleMeterRegistry();
    List<StoreContext> opened = new ArrayList<>();
    EsmondStorageBuilder builder =
        builder()
            .service(MeterRegistry.class, host)
            .timeSeries(
                (conf, context) -> {
                  opened.add(context);
                  HostMeters.of(context).counting(StorageMeter.FAILOVERS);
                  return calls.of(TimeSeriesStore.class, series);
                })
            .metadata((conf, context) -> calls.of(MetadataStore.class, failing));

    assertThatThrownBy(builder::open).isSameAs(failure).hasSuppressedException(later);

    assertThat(calls.count("close")).isEqualTo(2);
    assertThat(opened).singleElement().matches(context -> context.scheduler().isShutdown());
    assertThat(host.getMeters()).isEmpty();
  }

  private static void isUnavailable(Runnable call) {
    EsmondException error = catchThrowableOfType(EsmondException.class, call::run);
    assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(error.getMessage()).contains("127.0.0.1:1").containsIgnoringCase("refused");
  }

  @Test
  void the_readme_shows_an_example_that_runs_on_servers() throws IOException {
    Path source = Path.of("src/test/java", getClass().getPackageName().replace('.', '/'));
    Matcher example =
        Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL)
            .matcher(Files.readString(source.resolve("OpeningIT.java")));

    assertThat(example.find()).isTrue();
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example.group(1).indent(-4) + "```");
  }

  private static void refuses(ErrorCode code, String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith(name);
  }

  private static <T> T refused() {
    throw new AssertionError("nobody may ask for this store");
  }

  private static IntegerValue seven() {
    return new IntegerValue(7);
  }

  private SeriesHandle handle(EsmondStorage of) {
    return of.archive().series(key, "throughput");
  }

  private SeriesQuery base() {
    return SeriesQuery.base(key, "throughput");
  }

  private static EventType type() {
    return EventType.THROUGHPUT;
  }

  private static Series hours(String key) {
    return new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, HOUR.toSeconds());
  }
}
