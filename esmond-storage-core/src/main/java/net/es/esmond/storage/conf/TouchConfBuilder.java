package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds a {@link TouchConf}, whose documentation tells each value's rule and default. Not
 * thread-safe.
 */
public final class TouchConfBuilder {
  private TouchMode mode = TouchMode.BEHIND;
  private Duration interval = Duration.ofSeconds(1);
  private Duration atMostEvery = Duration.ofMinutes(1);
  private int maxRows = 500;
  private Optional<Path> journal = Optional.empty();

  TouchConfBuilder() {}

  TouchConfBuilder(TouchConf conf) {
    mode = conf.mode();
    interval = conf.interval();
    atMostEvery = conf.atMostEvery();
    maxRows = conf.maxRows();
    journal = conf.journal();
  }

  public TouchConfBuilder mode(TouchMode mode) {
    this.mode = mode;
    return this;
  }

  public TouchConfBuilder interval(Duration interval) {
    this.interval = interval;
    return this;
  }

  public TouchConfBuilder atMostEvery(Duration atMostEvery) {
    this.atMostEvery = atMostEvery;
    return this;
  }

  public TouchConfBuilder maxRows(int maxRows) {
    this.maxRows = maxRows;
    return this;
  }

  public TouchConfBuilder journal(Path journal) {
    this.journal = Optional.of(journal);
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public TouchConf build() {
    return new TouchConf(mode, interval, atMostEvery, maxRows, journal);
  }
}
