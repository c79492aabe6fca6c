package net.es.esmond.storage.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.testkit.archive.TestArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.util.ExceptionUtils;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes that must fail: what does the one who reads the report see? */
class RunsThatFailTest {
  private static EsmondStorage left;

  @AfterEach
  void closeWhatTheLeakLeft() {
    Optional.ofNullable(left).ifPresent(EsmondStorage::close);
  }

  @EsmondTest(backEnd = "memory")
  static class Leaks {
    @Test
    void opens_and_does_not_close(TestArchive archive) {
      left = archive.open();
    }
  }

  @Test
  void a_storage_that_is_not_closed_fails_the_run() {
    assertThat(messages(Leaks.class))
        .anyMatch(message -> message.contains("opened and not closed"));
  }

  @EsmondTest(backEnd = "memory", nodes = 3)
  static class AsksTooMuch {
    @Test
    void never_runs() {}
  }

  @Test
  void a_back_end_that_cannot_says_why() {
    assertThat(messages(AsksTooMuch.class))
        .anyMatch(message -> message.contains("'memory': there are no servers in memory"));
  }

  @EsmondTest(backEnd = "abacus")
  static class Misspells {
    @Test
    void never_runs() {}
  }

  @Test
  void a_back_end_that_is_none_names_those_that_are() {
    assertThat(messages(Misspells.class))
        .anyMatch(
            message ->
                message.contains("[processes, containers, running, memory], but was 'abacus'"));
  }

  private static List<String> messages(Class<?> testClass) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(testClass)).execute();
    return results.allEvents().finished().failed().stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .map(ExceptionUtils::readStackTrace)
        .toList();
  }
}
