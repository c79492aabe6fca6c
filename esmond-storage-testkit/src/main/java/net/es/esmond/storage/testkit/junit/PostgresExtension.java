package net.es.esmond.storage.testkit.junit;

import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class, or each test, a real PostgreSQL server.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresExtension POSTGRES = PostgresExtension.of(PostgresServer.builder());
 * }</pre>
 *
 * <p>In a static field it serves all tests of the class, in an instance field each test has its
 * own. When a test fails, the last lines of the servers' logs go to standard error. After each
 * test, faults that it left behind are healed.
 */
public final class PostgresExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private final ServerExtension<PostgresServer> extension;

  private PostgresExtension(@Nullable String sharedName, PostgresServer.Builder builder) {
    extension = new ServerExtension<>(sharedName, builder::start);
  }

  /**
   * Makes the extension.
   *
   * @param builder describes what to start; not to be changed afterwards
   * @return to be registered in a field
   */
  public static PostgresExtension of(PostgresServer.Builder builder) {
    return new PostgresExtension(null, builder);
  }

  /**
   * Makes the extension for servers that all test classes of a run share. Whoever comes first
   * starts them; they stop when the run ends.
   *
   * @param name those who use the same name share the same servers
   * @param builder describes what to start; counts only for who comes first
   * @return to be registered in a field
   */
  public static PostgresExtension shared(String name, PostgresServer.Builder builder) {
    return new PostgresExtension("PostgresServer " + name, builder);
  }

  /**
   * Returns what was started.
   *
   * @return running from before the first test on
   */
  public PostgresServer get() {
    return extension.get();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    extension.beforeAll(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    extension.beforeEach(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    extension.afterEach(context);
  }
}
