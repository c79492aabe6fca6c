package net.es.esmond.storage.testkit.internal;

import java.util.HashMap;
import java.util.Map;

/** Sets system properties for a block, and puts back what was there. */
public final class SystemProperties implements AutoCloseable {
  private final Map<String, String> before = new HashMap<>();

  /** Sets a property. */
  public SystemProperties set(String name, Object value) {
    if (!before.containsKey(name)) {
      before.put(name, System.getProperty(name));
    }
    System.setProperty(name, value.toString());
    return this;
  }

  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
