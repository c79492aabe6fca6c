package net.es.esmond.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataChecksumsTest {

  static Stream<Arguments> vectors() throws IOException {
    try (InputStream in =
        MetadataChecksumsTest.class.getResourceAsStream("/vectors/metadata-checksums.json")) {
      JsonNode vectors = new ObjectMapper().readTree(in);
      assertThat(vectors).isNotEmpty();
      return StreamSupport.stream(vectors.spliterator(), false)
          .map(vector -> Arguments.of(vector.get("document"), vector.get("checksum").asText()));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_registration_has_the_checksum_that_esmond_computes(JsonNode document, String checksum) {
    Registration registration = Registration.parse(document.toString());

    assertThat(registration.checksum()).isEqualTo(checksum);
    assertThat(registration.newKey()).isEqualTo(checksum.substring(0, 32));
  }
}
