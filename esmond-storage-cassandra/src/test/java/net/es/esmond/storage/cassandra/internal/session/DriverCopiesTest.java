package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import net.es.esmond.storage.error.ConfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverCopiesTest {
  private static final String CLASS = CqlSession.class.getName().replace('.', '/') + ".class";

  @TempDir Path folder;

  @Test
  void one_driver_is_as_it_should_be() {
    assertThatCode(() -> DriverCopies.requireOne(CqlSession.class.getClassLoader()))
        .doesNotThrowAnyException();
  }

  @Test
  void a_second_driver_is_refused_with_both_places() throws Exception {
    Path second = folder.resolve(CLASS);
    Files.createDirectories(second.getParent());
    ClassLoader one = CqlSession.class.getClassLoader();
    try (InputStream original = one.getResourceAsStream(CLASS)) {
      Files.copy(original, second);
    }
    try (URLClassLoader both = new URLClassLoader(new URL[] {folder.toUri().toURL()}, one)) {
      assertThatThrownBy(() -> DriverCopies.requireOne(both))
          .isInstanceOf(ConfException.class)
          .hasMessageContaining("must be there once")
          .hasMessageContaining("exclude com.datastax.oss:java-driver-core")
          .hasMessageContaining(folder.getFileName().toString())
          .hasMessageContaining("java-driver-core-4");
    }
  }
}
