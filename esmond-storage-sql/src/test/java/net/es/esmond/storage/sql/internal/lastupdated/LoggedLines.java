package net.es.esmond.storage.sql.internal.lastupdated;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class has logged, at INFO and above, since this was made. */
final class LoggedLines implements AutoCloseable {
  private final Logger logger;
  private final Level level;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private LoggedLines(Logger logger) {
    this.logger = logger;
    level = logger.getLevel();
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  static LoggedLines of(Class<?> source) {
    return new LoggedLines((Logger) LoggerFactory.getLogger(source));
  }

  List<String> all() {
    return from(Level.INFO);
  }

  List<String> warnings() {
    return from(Level.WARN);
  }

  private List<String> from(Level level) {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(level);
  }
}
