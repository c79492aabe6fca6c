package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastUpdatedWriterTest {
  /** A host's filter that fails for the meters of touches. */
  private static final MeterFilter FAILING =
      new MeterFilter() {
        @Override
        public Meter.Id map(Meter.Id id) {
          if (id.getName().startsWith("esmond.sql.touch")) {
            throw new IllegalStateException("of the host");
          }
          return id;
        }
      };

  @TempDir Path folder;

  @Test
  void a_start_that_fails_leaves_the_journal_to_others() {
    MeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(FAILING);
    StoreContext context =
        new StoreContext(Clock.systemUTC(), Map.of(MeterRegistry.class, registry));
    SqlConf conf =
        SqlConf.builder()
            .servers(List.of(new HostPort("127.0.0.1", 1)))
            .touch(TouchConf.builder().journal(folder).build())
            .build();

    try (Database database = Database.openInBackground(conf, context)) {
      assertThatThrownBy(() -> LastUpdatedWriter.start(database, conf.touch(), context))
          .hasMessage("of the host");
    }

    Journal.open(folder, 100).close();
  }
}
