package net.es.esmond.storage.testkit.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever class is absent, a call ends at once, long before its deadline, and names it. */
@Timeout(60)
class AbsentClassTest {
  @ParameterizedTest
  @CsvSource({
    "open measurements, com.datastax.oss.protocol.internal.",
    "read, com.datastax.oss.protocol.internal.",
    "read, io.netty.handler.codec.",
    "open metadata, org.postgresql.core.v3.",
    "find, org.postgresql.core.v3.",
    "find, com.zaxxer.hikari.",
  })
  void a_call_names_the_class_that_is_absent(String call, String absent) throws IOException {
    try (ClassPathWithout loader = new ClassPathWithout(absent)) {
      assertThat(loader.answer(FailingCall.class, call))
          .startsWith(ErrorCode.CONF_INVALID + " class path: a class is absent")
          .contains("NoClassDefFoundError", absent.replace('.', '/'));
    }
  }

  @Test
  void a_back_end_that_lacks_a_class_is_not_opened() {
    EsmondStorageBuilder builder =
        builder()
            .timeSeries(
                (conf, context) -> {
                  throw new NoClassDefFoundError("org/example/Absent");
                });

    isNamed(catchThrowable(builder::open));
  }

  @Test
  void a_port_that_lacks_a_class_fails_calls_of_both_forms() {
    MetadataStore records = new InMemoryMetadataStore(Clock.systemUTC());
    MetadataStore lacking =
        (MetadataStore)
            Proxy.newProxyInstance(
                MetadataStore.class.getClassLoader(),
                new Class<?>[] {MetadataStore.class},
                (self, method, arguments) -> {
                  if (method.getName().startsWith("find")) {
                    throw new NoClassDefFoundError("org/example/Absent");
                  }
                  return method.invoke(records, arguments);
                });
    try (EsmondStorage storage = builder().metadata((conf, context) -> lacking).open()) {
      isNamed(catchThrowable(() -> storage.metadata().find("0123456789abcdef")));
      isNamed(
          catchThrowable(
              () -> storage.archive().write("0123456789abcdef", "throughput", Instant.now(), 1)));
    }
  }

  private static EsmondStorageBuilder builder() {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()));
  }

  private static void isNamed(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            EsmondException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONF_INVALID))
        .hasMessageContaining("org/example/Absent");
  }
}
