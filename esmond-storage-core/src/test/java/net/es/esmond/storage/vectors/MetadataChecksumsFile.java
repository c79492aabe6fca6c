package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.metadata.Registration;

/** The identity of a metadata record, computed from the document that registers it. */
final class MetadataChecksumsFile implements VectorFile {
  @Override
  public String name() {
    return "metadata-checksums.json";
  }

  @Override
  public void check(JsonNode vector) {
    Registration registration = RegistrationDocument.read(vector.get("document").toString());
    String checksum = vector.get("checksum").textValue();
    assertThat(registration.checksum()).isEqualTo(checksum);
    assertThat(registration.newKey()).isEqualTo(checksum.substring(0, 32));
  }
}
