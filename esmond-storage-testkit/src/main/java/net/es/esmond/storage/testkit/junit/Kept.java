package net.es.esmond.storage.testkit.junit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A value that is made once and closed with the test, the class or the whole run to which it
 * belongs. JUnit before 5.13 closes only what implements its own interface.
 */
@SuppressWarnings("deprecation")
record Kept<T extends AutoCloseable>(T value)
    implements AutoCloseable, ExtensionContext.Store.CloseableResource {
  private static final Namespace NAMESPACE = Namespace.create(Kept.class);

  /** What the context, or one around it, keeps under a key, or what it keeps from now on. */
  @SuppressWarnings("unchecked") // Only this class stores in this name space.
  static <T extends AutoCloseable> T in(ExtensionContext context, Object key, Supplier<T> maker) {
    return ((Kept<T>)
            context.getStore(NAMESPACE).getOrComputeIfAbsent(key, any -> new Kept<>(maker.get())))
        .value();
  }

  @Override
  public void close() throws Exception {
    value.close();
  }
}
