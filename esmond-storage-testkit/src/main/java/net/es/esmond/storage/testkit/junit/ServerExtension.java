package net.es.esmond.storage.testkit.junit;

import java.util.Objects;
import java.util.function.Supplier;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Starts servers before the first test that needs them, prints their logs when one fails, and heals
 * them after each.
 */
final class ServerExtension<S extends ServerGroup>
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(ServerExtension.class);
  private static final int LOG_LINES = 40;

  private final @Nullable String sharedName;
  private final Supplier<S> starter;
  private @Nullable S running;

  ServerExtension(@Nullable String sharedName, Supplier<S> starter) {
    this.sharedName = sharedName;
    this.starter = starter;
  }

  S get() {
    return Objects.requireNonNull(running, "the servers start before the first test");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  /** An instance field's extension starts here; a static one has started before all. */
  @Override
  public void beforeEach(ExtensionContext context) {
    start(context);
  }

  @SuppressWarnings("unchecked") // Only this extension stores under these keys.
  private void start(ExtensionContext context) {
    Store store = (sharedName == null ? context : context.getRoot()).getStore(NAMESPACE);
    Object key = sharedName == null ? this : sharedName;
    running =
        ((Running<S>) store.getOrComputeIfAbsent(key, any -> new Running<>(starter.get())))
            .servers();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      for (Server server : get().servers()) {
        System.err.printf(
            "--- %s, %s, last log lines when '%s' failed:%n%s%n",
            server.name(),
            server.state(),
            context.getDisplayName(),
            String.join(System.lineSeparator(), server.lastLogLines(LOG_LINES)));
      }
    }
    get().heal();
  }

  /** Closed with the context that it is stored in: the test, its class, or the whole run. */
  private record Running<S extends ServerGroup>(S servers) implements AutoCloseable {
    @Override
    public void close() {
      servers.close();
    }
  }
}
