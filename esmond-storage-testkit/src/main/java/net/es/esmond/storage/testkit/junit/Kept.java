package net.es.esmond.storage.testkit.junit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Made once and closed with the test, the class or the whole run that it belongs to. */
record Kept<T extends AutoCloseable>(T value) implements AutoCloseable {
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
