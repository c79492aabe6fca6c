package net.es.esmond.storage.internal.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;

/** Checks the meters in a registry against their table. */
public final class DocumentedMeters {
  private DocumentedMeters() {}

  /** Every meter is as its row says. Resilience4j describes its own meters. */
  public static void assertDocumented(MeterRegistry registry) {
    assertThat(registry.getMeters()).isNotEmpty().allSatisfy(DocumentedMeters::assertDocumented);
  }

  private static void assertDocumented(Meter meter) {
    Meter.Id id = meter.getId();
    StorageMeter row = StorageMeter.named(id.getName()).orElseThrow();
    List<String> tags = new ArrayList<>(row.tags());
    tags.add(StorageMeter.STORAGE);
    assertThat(id.getType()).hasToString(row.type().name());
    assertThat(id.getTags()).extracting(Tag::getKey).containsExactlyInAnyOrderElementsOf(tags);
    if (!id.getName().matches(".*\\.(retry|bulkhead|circuitbreaker)\\..*")) {
      assertThat(id.getDescription()).isEqualTo(row.description());
    }
  }
}
