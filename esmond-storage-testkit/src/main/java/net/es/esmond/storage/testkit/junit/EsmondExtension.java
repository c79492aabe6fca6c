package net.es.esmond.storage.testkit.junit;

import java.lang.reflect.Field;
import java.util.Objects;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.TestArchive;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import net.es.esmond.storage.testkit.service.ArchiveService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Gives a test class, or each test, an archive of its own: an {@link EsmondStorage} on servers that
 * all classes of a run share by default.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EsmondExtension ESMOND = EsmondExtension.builder().nodes(3).replicas(3).build();
 *
 * @Test
 * void readsWhatItWrote() {
 *   ESMOND.storage()...
 * }
 * }</pre>
 *
 * <p>In a static field, or by {@link EsmondTest}, the archive serves all tests of the class; in an
 * instance field each test has its own. Servers that do not start leave nothing behind. When a test
 * fails, the last lines of the servers' logs go to standard error; after each test, faults that it
 * left behind are healed. A run in which a storage was opened and not closed fails at its end.
 */
public final class EsmondExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestInstancePostProcessor {
  private @Nullable Options options;
  private @Nullable TestArchive archive;

  /** For JUnit, which makes it where {@link EsmondTest} stands. */
  EsmondExtension() {}

  EsmondExtension(Options options) {
    this.options = options;
  }

  /**
   * Starts to describe an archive.
   *
   * @return a builder with defaults
   */
  public static EsmondExtensionBuilder builder() {
    return new EsmondExtensionBuilder();
  }

  /**
   * Returns the storage.
   *
   * @return open until the last test has ended
   */
  public EsmondStorage storage() {
    return archive().storage();
  }

  /**
   * Returns the archive, which can be opened more than once.
   *
   * @return from before the first test on
   */
  public TestArchive archive() {
    return Objects.requireNonNull(archive, "the archive is there from before the first test on");
  }

  /**
   * Returns the Cassandra nodes.
   *
   * @return running
   * @throws ServerException if the back end has none for tests to harm
   */
  public CassandraRing ring() {
    return archive().servers().ring().orElseThrow(() -> notHere("Cassandra nodes"));
  }

  /**
   * Returns the PostgreSQL servers.
   *
   * @return running
   * @throws ServerException if the back end has none for tests to harm
   */
  public PostgresCluster postgres() {
    return archive().servers().postgres().orElseThrow(() -> notHere("PostgreSQL servers"));
  }

  private static ServerException notHere(String what) {
    return new ServerException(
        "Only the back end 'processes' gives tests " + what + " to look after");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  /** An instance field's extension starts here; others have started before all. */
  @Override
  public void beforeEach(ExtensionContext context) {
    start(context);
  }

  private void start(ExtensionContext context) {
    LeakCheck.atEndOf(context);
    Options wanted = options != null ? options : annotated(context);
    options = wanted;
    ArchiveServers servers = wanted.servers(context, this);
    archive =
        Kept.in(
            context,
            this,
            () ->
                TestArchive.create(
                    servers,
                    context.getRequiredTestClass().getSimpleName(),
                    wanted.replicas(),
                    wanted.storage()));
  }

  private static Options annotated(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EsmondTest.class)
        .map(Options::of)
        .orElseGet(() -> builder().options());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    FailureLog.print(context, archive().servers());
    archive().servers().heal();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isResource(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return resource(parameter.getParameter().getType());
  }

  @Override
  public void postProcessTestInstance(Object test, ExtensionContext context)
      throws IllegalAccessException {
    for (Field field :
        AnnotationSupport.findAnnotatedFields(
            test.getClass(),
            EsmondResource.class,
            field -> true,
            HierarchyTraversalMode.TOP_DOWN)) {
      field.setAccessible(true);
      field.set(test, resource(field.getType()));
    }
  }

  private static boolean isResource(Class<?> type) {
    return type == EsmondStorage.class
        || type == TestArchive.class
        || type == ArchiveService.class
        || type == ArchiveServers.class
        || type == CassandraRing.class
        || type == PostgresCluster.class;
  }

  private Object resource(Class<?> type) {
    if (type == EsmondStorage.class) {
      return storage();
    } else if (type == TestArchive.class) {
      return archive();
    } else if (type == ArchiveService.class) {
      return archive().service();
    } else if (type == ArchiveServers.class) {
      return archive().servers();
    } else if (type == CassandraRing.class) {
      return ring();
    } else if (type == PostgresCluster.class) {
      return postgres();
    }
    throw new IllegalArgumentException("An archive has no " + type.getName());
  }
}
