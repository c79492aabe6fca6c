package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PeriodicTaskTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(PeriodicTask.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Supplier<Optional<String>> today = Optional::empty;
  private final PeriodicTask work = new PeriodicTask("sweeping", () -> today.get());

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.INFO);
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(log);
    LOG.setLevel(null);
  }

  @Test
  void a_problem_is_logged_when_it_begins_and_ends() {
    work.run();
    today = () -> Optional.of("the clock is wrong");
    work.run();
    work.run();
    today = Optional::empty;
    work.run();
    work.run();

    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            tuple(Level.WARN, "sweeping: not done by this instance now: the clock is wrong"),
            tuple(Level.INFO, "sweeping: done again"));
  }

  @Test
  void work_that_throws_is_done_again_next_time() {
    today =
        () -> {
          throw new IllegalStateException("unforeseen");
        };
    work.run();
    today = Optional::empty;
    work.run();

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "sweeping: not done by this instance now: java.lang.IllegalStateException: unforeseen",
            "sweeping: done again");
  }

  @Test
  void an_error_does_not_end_the_work() {
    today =
        () -> {
          throw new NoClassDefFoundError("of the host");
        };
    work.run();
    work.run();

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "sweeping: not done by this instance now: "
                + "java.lang.NoClassDefFoundError: of the host");
  }
}
