package net.es.esmond.storage.vectors;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VectorFilesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TestFactory
  Stream<DynamicContainer> answers_are_esmonds() {
    return VectorFile.ALL.stream()
        .map(file -> DynamicContainer.dynamicContainer(file.name(), tests(file)));
  }

  private static Stream<DynamicTest> tests(VectorFile file) {
    try (InputStream in = VectorFilesTest.class.getResourceAsStream("/vectors/" + file.name())) {
      return file.cases(MAPPER.readTree(Objects.requireNonNull(in)))
          .map(
              vector ->
                  DynamicTest.dynamicTest(
                      vector.toString(),
                      () -> {
                        file.difference(vector).ifPresent(reason -> abort(reason));
                        file.check(vector);
                      }));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
