package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.MetadataRepository;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.ChangePage;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/** Follows changes from page to page, and goes on where an earlier life of its process ended. */
final class ChangeFollower {
  private static final long BEFORE_START_SECONDS = 60;

  private final MetadataRepository metadata;
  private final LoggedCalls calls;
  private final Path file;
  private ChangeCursor cursor;

  ChangeFollower(MetadataRepository metadata, LoggedCalls calls, ClientSetup setup) {
    this.metadata = metadata.withTimeout(CallsCheck.DEADLINE);
    this.calls = calls;
    this.file = setup.files().cursor();
    try {
      this.cursor =
          Files.exists(file)
              ? ChangeCursor.parse(Files.readString(file))
              : ChangeCursor.from(
                  Instant.ofEpochMilli(setup.startMillis()).minusSeconds(BEFORE_START_SECONDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one page, and says whether there are no more for now. */
  boolean isAtEndAfterNextPage() {
    Optional<ChangePage> page =
        calls.block(
            LoggedCalls.Call.of(Kind.FOLLOW, ""),
            () -> metadata.changedSince(cursor),
            (id, changes) -> Ended.with(id, updates(changes), List.of(), 0, changes.complete()));
    page.ifPresent(
        changes -> {
          // What was seen is noted by now: a process that dies in between sees it twice.
          cursor = changes.next();
          Control.replace(file, cursor.toString());
        });
    return page.filter(ChangePage::complete).isPresent();
  }

  private static List<Sample> updates(ChangePage changes) {
    List<Sample> updates = new ArrayList<>();
    for (Metadata record : changes.records()) {
      for (EventTypeInfo info : record.eventTypes()) {
        if (info.summaryType() == SummaryType.BASE && info.timeUpdated().isPresent()) {
          updates.add(
              new Sample(
                  Series.base(record.key(), EventType.of(info.eventType())).path(),
                  micros(info.timeUpdated().get()),
                  0));
        }
      }
    }
    return updates;
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
