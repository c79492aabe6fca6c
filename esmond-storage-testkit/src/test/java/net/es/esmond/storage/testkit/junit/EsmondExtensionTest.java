package net.es.esmond.storage.testkit.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.TestArchive;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.service.ArchiveService;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways to come by an archive, in memory, where each takes no time. */
class EsmondExtensionTest {
  private static final Registration TEST =
      TestData.newTest().eventType(EventType.THROUGHPUT).build();

  @Nested
  @EsmondTest(backEnd = "memory")
  class ByAnnotation {
    @EsmondResource EsmondStorage field;

    @Test
    void fields_and_parameters_are_the_same_storage(EsmondStorage parameter, TestArchive archive) {
      assertThat(parameter).isSameAs(field).isSameAs(archive.storage());
    }

    @Test
    void another_instance_sees_what_one_wrote(TestArchive archive) {
      String key = field.metadata().register(TEST).key();
      field.archive().write(key, "throughput", Instant.now(), 1);

      try (EsmondStorage other = archive.open()) {
        assertThat(other.archive().read(SeriesQuery.base(key, "throughput")).toList()).hasSize(1);
      }
    }

    @Test
    void a_client_reads_over_rest_what_was_registered(ArchiveService service) throws IOException {
      String key = field.metadata().register(TEST).key();

      try (InputStream answer = service.uri().resolve(key + "/").toURL().openStream()) {
        assertThat(new String(answer.readAllBytes(), UTF_8)).contains(key);
      }
    }
  }

  @Nested
  class ByBuilder {
    @RegisterExtension
    final EsmondExtension own = EsmondExtension.builder().backEnd(BackEnd.MEMORY).build();

    @Test
    void an_instance_field_gives_each_test_its_own() {
      String key = own.storage().metadata().register(TEST).key();

      assertThat(own.storage().metadata().find(key)).isPresent();
      assertThat(own.archive().conf().cassandra().keyspace()).startsWith("t_bybuilder_");
    }
  }
}
