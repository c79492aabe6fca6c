package net.es.esmond.storage.internal.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstrumentsTest {
  /** Loads the classes of the library anew, and has no Micrometer. */
  private static final class WithoutMicrometer extends ClassLoader {
    WithoutMicrometer() {
      super(InstrumentsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.micrometer.")) {
        throw new ClassNotFoundException(name);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null
            ? loaded
            : name.startsWith("net.es.esmond.") ? define(name) : super.loadClass(name, resolve);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void core_works_where_micrometer_is_absent() throws ReflectiveOperationException {
    Class<?> instruments =
        Class.forName(Instruments.class.getName(), true, new WithoutMicrometer());

    Object made = instruments.getMethod("of", Map.class).invoke(null, Map.of());

    assertThat(instruments.getMethod("services").invoke(made)).isEqualTo(Map.of());
  }
}
