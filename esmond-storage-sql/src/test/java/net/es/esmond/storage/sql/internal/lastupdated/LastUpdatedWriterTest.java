package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastUpdatedWriterTest {
  @TempDir Path folder;

  @Test
  @SuppressWarnings("NullAway")
  void a_start_that_fails_leaves_the_journal_to_others() {
    StoreContext context = new StoreContext(Clock.systemUTC(), Map.of());
    TouchConf conf = TouchConf.builder().journal(folder).build();
    Database absent = null; // stands for any fault behind the opening of the journal

    assertThatThrownBy(() -> LastUpdatedWriter.start(absent, conf, context))
        .isInstanceOf(NullPointerException.class);

    Journal.open(folder, 100).close();
  }
}
