package net.es.esmond.storage.testkit.junit;

import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class, or each test, a ring of real Cassandra nodes.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final CassandraRingExtension RING = CassandraRingExtension.of(CassandraRing.builder());
 * }</pre>
 *
 * <p>In a static field it serves all tests of the class, in an instance field each test has its
 * own. When a test fails, the last lines of the servers' logs go to standard error. After each
 * test, faults that it left behind are healed.
 */
public final class CassandraRingExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private final ServerExtension<CassandraRing> extension;

  private CassandraRingExtension(@Nullable String sharedName, CassandraRing.Builder builder) {
    extension = new ServerExtension<>(sharedName, builder::start);
  }

  /**
   * Makes the extension.
   *
   * @param builder describes what to start; not to be changed afterwards
   * @return to be registered in a field
   */
  public static CassandraRingExtension of(CassandraRing.Builder builder) {
    return new CassandraRingExtension(null, builder);
  }

  /**
   * Makes the extension for servers that all test classes of a run share. Whoever comes first
   * starts them; they stop when the run ends.
   *
   * @param name those who use the same name share the same servers
   * @param builder describes what to start; counts only for who comes first
   * @return to be registered in a field
   */
  public static CassandraRingExtension shared(String name, CassandraRing.Builder builder) {
    return new CassandraRingExtension("CassandraRing " + name, builder);
  }

  /**
   * Returns what was started.
   *
   * @return running from before the first test on
   */
  public CassandraRing get() {
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
