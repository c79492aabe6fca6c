package net.es.esmond.storage.testkit.junit;

import java.util.Objects;
import java.util.function.Supplier;
import net.es.esmond.storage.testkit.ServerGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class, or each test, servers alone: a ring, a PostgreSQL server or cluster.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ServerExtension<CassandraRing> RING =
 *     ServerExtension.of(CassandraRing.builder().nodes(2)::start);
 * }</pre>
 *
 * <p>In a static field it serves all tests of the class, in an instance field each test has its
 * own. When a test fails, the last lines of the servers' logs go to standard error. After each
 * test, faults that it left behind are healed.
 *
 * @param <S> what is started
 */
public final class ServerExtension<S extends ServerGroup>
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private final @Nullable String sharedName;
  private final Supplier<S> starter;
  private @Nullable S running;

  private ServerExtension(@Nullable String sharedName, Supplier<S> starter) {
    this.sharedName = sharedName;
    this.starter = starter;
  }

  /**
   * Makes the extension.
   *
   * @param starter starts the servers and waits until they serve
   * @param <S> what it starts
   * @return to be registered in a field
   */
  public static <S extends ServerGroup> ServerExtension<S> of(Supplier<S> starter) {
    return new ServerExtension<>(null, starter);
  }

  /**
   * Makes the extension for servers that all test classes of a run share. Whoever comes first
   * starts them; they stop when the run ends.
   *
   * @param name those who use the same name share the same servers
   * @param starter starts the servers; called only for who comes first
   * @param <S> what it starts
   * @return to be registered in a field
   */
  public static <S extends ServerGroup> ServerExtension<S> shared(
      String name, Supplier<S> starter) {
    return new ServerExtension<>(name, starter);
  }

  /**
   * Returns what was started.
   *
   * @return running from before the first test on
   */
  public S get() {
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

  private void start(ExtensionContext context) {
    running =
        sharedName == null
            ? Kept.in(context, this, starter)
            : Kept.in(context.getRoot(), sharedName, starter);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    FailureLog.print(context, get());
    get().heal();
  }
}
