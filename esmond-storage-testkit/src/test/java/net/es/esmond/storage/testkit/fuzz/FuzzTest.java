package net.es.esmond.storage.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.document.MeasurementDocument;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.text.IpLiteral;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Whatever arrives: input of every kind, nearly right and thoroughly wrong. Nothing but the error
 * family is thrown, no message is huge, and what is accepted reads back as itself. {@code
 * -Dfuzz.cases} is the number of cases in all, {@code -Dfuzz.seed} makes others.
 */
class FuzzTest {
  private static final int TESTS = 10;
  private static final int CASES = Integer.getInteger("fuzz.cases", 200_000) / TESTS;
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int MAX_MESSAGE_CHARS = 20_000;

  private static final Set<ErrorCode> REFUSALS =
      Set.of(
          ErrorCode.INVALID_INPUT,
          ErrorCode.CONF_INVALID,
          ErrorCode.UNKNOWN_METADATA,
          ErrorCode.UNKNOWN_SERIES);

  private static final EsmondStorage STORAGE =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  private final Random random = new Random(SEED);
  private final Mutator mutator = new Mutator(random);

  @BeforeAll
  static void beSilent() {
    ((Logger) LoggerFactory.getLogger(EsmondConf.class)).setLevel(Level.OFF);
  }

  @AfterAll
  static void close() {
    STORAGE.close();
    ((Logger) LoggerFactory.getLogger(EsmondConf.class)).setLevel(null);
  }

  /** Runs the cases of one kind. */
  private void refusesOnly(Consumer<StringBuilder> oneCase) {
    for (int i = 0; i < CASES; i++) {
      StringBuilder input = new StringBuilder();
      try {
        oneCase.accept(input);
      } catch (EsmondException e) {
        assertThat(e.code()).as(() -> description(input)).isIn(REFUSALS);
        assertThat(e.getMessage()).as(() -> description(input)).hasSizeLessThan(MAX_MESSAGE_CHARS);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(description(input), e);
      }
    }
  }

  private static String description(StringBuilder input) {
    StringBuilder shown = new StringBuilder("seed " + SEED + ", input: ");
    input
        .chars()
        .forEach(
            c ->
                shown.append(
                    c >= ' ' && c < 0x7f
                        ? String.valueOf((char) c)
                        : "\\u" + HexFormat.of().toHexDigits((char) c)));
    return shown.toString();
  }

  private String mutated(StringBuilder input, String... texts) {
    String text = mutator.mutated(texts);
    input.append(text).append('\n');
    return text;
  }

  @Test
  void any_configuration_is_read_or_refused() {
    refusesOnly(
        input -> {
          if (random.nextInt(4) > 0) {
            EsmondConf conf = EsmondConf.parse(mutated(input, Corpus.CONFS), "fuzz.conf");
            assertThat(CassandraSessionFactory.of(conf.cassandra())).isNotNull();
          } else {
            HostPort server = HostPort.parse(mutated(input, Corpus.HOSTS), 9042);
            assertThat(HostPort.parse(server.toString(), 1)).isEqualTo(server);
          }
        });
  }

  @Test
  void no_lost_line_feed_or_delimiter_shows_a_password() {
    refusesOnly(
        input -> {
          StringBuilder text = new StringBuilder(mutator.pick(Corpus.CONFS));
          for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length());
            if ("\n=: ".indexOf(text.charAt(at)) >= 0) {
              text.replace(at, at + 1, mutator.pick("", " ", "=", ":"));
            }
          }
          input.append(text);
          String told;
          try {
            EsmondConf conf = EsmondConf.parse(text.toString(), "fuzz.conf");
            told = conf + " " + conf.warnings();
          } catch (EsmondException e) {
            told = e.getMessage();
          }
          assertThat(told).as(() -> description(input)).doesNotContain("hunter2");
        });
  }

  @Test
  void any_document_is_a_registration_or_refused() {
    refusesOnly(
        input -> {
          String json = mutated(input, Corpus.DOCUMENTS);
          Registration registration = RegistrationDocument.read(json);

          assertThat(registration.checksum()).matches("[0-9a-f]{64}");
          assertThat(RegistrationDocument.read(json)).isEqualTo(registration);
        });
  }

  @Test
  void any_value_is_stored_and_read_back_or_refused() {
    EventType[] eventTypes = EventType.values();
    refusesOnly(
        input -> {
          EventType eventType = eventTypes[random.nextInt(eventTypes.length)];
          input.append(eventType).append(' ');
          Value value = Value.parse(eventType.valueType(), mutated(input, Corpus.VALUES));

          assertThat(Value.of(Series.base("k", eventType), value.stored())).isEqualTo(value);
          if (value instanceof Histogram histogram) {
            assertThat(Histogram.of(histogram.counts())).isEqualTo(histogram);
            histogram.statistics();
          }
        });
  }

  @Test
  void any_document_of_measurements_is_read_alike_from_text_and_bytes_or_refused() {
    refusesOnly(
        input -> {
          String json = mutated(input, Corpus.MEASUREMENTS);
          boolean ofTest = random.nextBoolean();
          String eventType = mutator.pick("throughput", "failures", "packet-loss-rate");
          List<SeriesPoint> points = points(MeasurementDocument.of(json), ofTest, eventType);

          if (StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            InputStream stream = new ByteArrayInputStream(bytes);
            assertThat(points(MeasurementDocument.of(bytes), ofTest, eventType)).isEqualTo(points);
            assertThat(points(MeasurementDocument.of(stream), ofTest, eventType)).isEqualTo(points);
          }
          for (SeriesPoint point : points) {
            Series series = Series.base("k", point.eventType());
            assertThat(Point.of(series, point.point().stored())).isEqualTo(point.point());
          }
        });
  }

  private static List<SeriesPoint> points(
      MeasurementDocument document, boolean ofTest, String eventType) {
    return (ofTest ? document.points("k") : document.points("k", eventType)).toList();
  }

  @Test
  void any_parameters_ask_for_points_or_are_refused() {
    Series[] series = {
      Series.base("k", EventType.THROUGHPUT),
      new Series("k", EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400)
    };
    refusesOnly(
        input -> {
          SeriesQuery query =
              SeriesQuery.parse(series[random.nextInt(2)], parameters(input), Clock.systemUTC());

          assertThat(SeriesQuery.ofToken(query.token())).isEqualTo(query);
          STORAGE.archive().readPage(query);
        });
  }

  private Map<String, String> parameters(StringBuilder input) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name =
          random.nextInt(8) == 0 ? mutated(input, Corpus.NAMES) : mutator.pick(Corpus.NAMES);
      parameters.put(name, mutated(input.append(name).append('='), Corpus.TEXTS));
    }
    return parameters;
  }

  @Test
  void any_token_is_read_or_refused() {
    List<SeriesQuery> queries =
        List.of(
            SeriesQuery.base("0cb19291c1f84fd6ac3ae5ba2ec7ca4a", "throughput"),
            SeriesQuery.summary("k", "throughput", "average", 3600)
                .between(Instant.EPOCH, Instant.parse("2026-03-01T12:00:00Z")),
            SeriesQuery.summary("k", "packet-loss-rate", "aggregation", 86_400)
                .newestFirst(true)
                .limit(17)
                .pageSize(3)
                .at(ConsistencyLevel.LOCAL_QUORUM));
    String[] tokens = queries.stream().map(SeriesQuery::token).toArray(String[]::new);
    refusesOnly(
        input -> {
          String token = random.nextInt(4) == 0 ? mutator.mutated(tokens) : forged(tokens);
          input.append(token);
          SeriesQuery query = SeriesQuery.ofToken(token);

          assertThat(SeriesQuery.ofToken(query.token())).isEqualTo(query);
          STORAGE.archive().readPage(query);
        });
  }

  /** A stranger's token: other content, and the checksum that goes with it. */
  private String forged(String... tokens) {
    byte[] content = Base64.getUrlDecoder().decode(mutator.pick(tokens));
    byte[] changed = mutator.mutated(Arrays.copyOf(content, content.length - 4));
    CRC32 crc = new CRC32();
    crc.update(changed, 0, changed.length);
    ByteArrayOutputStream token = new ByteArrayOutputStream();
    token.writeBytes(changed);
    token.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.toByteArray());
  }

  @Test
  void any_search_finds_something_or_nothing_or_is_refused() {
    refusesOnly(
        input -> {
          MetadataQuery query = MetadataQuery.parse(parameters(input), Clock.systemUTC());

          if (query.addresses().values().stream()
              .flatMap(List::stream)
              .allMatch(host -> IpLiteral.parse(host).isPresent())) {
            STORAGE.metadata().findPage(query);
            STORAGE.metadata().count(query);
          }
        });
  }

  @Test
  void any_key_cursor_path_or_range_is_taken_or_refused() {
    refusesOnly(
        input -> {
          String text = mutated(input, Corpus.TEXTS);
          STORAGE.metadata().find(text);
          STORAGE.metadata().delete(text);
          Series.ofPath(text);
          switch (random.nextInt(4)) {
            case 0 -> STORAGE.access().deleteKey(text);
            case 1 -> {
              AddressRange range = new AddressRange(text);
              assertThat(new AddressRange(range.network())).isEqualTo(range);
            }
            case 2 -> {
              ChangeCursor cursor = ChangeCursor.parse(text);
              assertThat(ChangeCursor.parse(cursor.toString())).isEqualTo(cursor);
              STORAGE.metadata().changedSince(cursor);
            }
            default -> {
              SeriesQuery query = SeriesQuery.base(text, "throughput");
              assertThat(SeriesQuery.ofToken(query.token())).isEqualTo(query);
              STORAGE.archive().readPage(query);
            }
          }
        });
  }

  @Test
  void any_policies_are_read_or_refused() {
    refusesOnly(
        input -> {
          RetentionPolicies policies = RetentionPolicies.parse(mutated(input, Corpus.POLICIES));

          Instant now = Instant.now();
          for (EventType eventType : EventType.values()) {
            policies
                .of(Series.base("k", eventType))
                .ifPresent(retention -> retention.timeToLive(now, now));
          }
        });
  }
}
