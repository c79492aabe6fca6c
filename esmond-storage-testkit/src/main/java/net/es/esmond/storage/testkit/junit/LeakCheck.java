package net.es.esmond.storage.testkit.junit;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Closed last in a run: whoever opened a storage and did not close it fails the run. */
final class LeakCheck implements AutoCloseable {
  private static final Pattern OF_A_STORAGE =
      Pattern.compile(
          "esmond-(maintenance|cassandra|sql|replication|scheduler|worker|completion).*");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private LeakCheck() {}

  /** To be called before anything else is kept for the run. */
  static void atEndOf(ExtensionContext context) {
    var unused = Kept.in(context.getRoot(), LeakCheck.class, LeakCheck::new);
  }

  @Override
  public void close() {
    // A thread may need a moment from the end of its work to its own.
    if (!Await.reached(() -> left().isEmpty(), PATIENCE)) {
      throw new ServerException(
          "An EsmondStorage was opened and not closed; its threads are still there: " + left());
    }
  }

  private static List<String> left() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> OF_A_STORAGE.matcher(name).matches())
        .sorted()
        .toList();
  }
}
