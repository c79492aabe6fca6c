package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A host's clock that is set off. */
final class OffsetClock extends Clock {
  private volatile long aheadMillis;

  void setAhead(long millis) {
    aheadMillis = millis;
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plusMillis(aheadMillis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
