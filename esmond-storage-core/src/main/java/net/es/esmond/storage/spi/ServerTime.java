package net.es.esmond.storage.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a server's clock said, and between which moments. The server is taken to have read its clock
 * in the middle of the two.
 *
 * @param server name of the server, for logs and health
 * @param time what its clock said
 * @param askedNanos {@link System#nanoTime} before the server was asked
 * @param answeredNanos {@link System#nanoTime} when the answer was there
 */
public record ServerTime(String server, Instant time, long askedNanos, long answeredNanos) {
  /** Refuses null. */
  public ServerTime {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(time, "time");
  }

  /**
   * Returns what the server's clock says at another moment.
   *
   * @param nanos the moment, by {@link System#nanoTime}
   * @return the time, exact to half of the round trip
   */
  public Instant at(long nanos) {
    return time.plus(Duration.ofNanos(nanos - askedNanos - (answeredNanos - askedNanos) / 2));
  }
}
