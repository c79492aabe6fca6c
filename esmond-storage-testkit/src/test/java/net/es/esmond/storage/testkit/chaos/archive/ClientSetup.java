package net.es.esmond.storage.testkit.chaos.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.series.ConflictMode;

/**
 * What a client's process is told when it starts.
 *
 * @param number of the client, from 1
 * @param life how many processes of this client there have been, this one included
 * @param startNanos when the run began, by {@link System#nanoTime}
 * @param startMillis the same in milliseconds since 1970
 * @param perSecond calls a second
 */
record ClientSetup(
    Path folder,
    int number,
    int life,
    long seed,
    ConflictMode conflicts,
    long startNanos,
    long startMillis,
    int perSecond) {
  private static final int LIVES = 1000;
  private static final long NUMBERS_EACH = 1_000_000;

  static ClientSetup of(String[] arguments) {
    return new ClientSetup(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Long.parseLong(arguments[3]),
        ConflictMode.valueOf(arguments[4]),
        Long.parseLong(arguments[5]),
        Long.parseLong(arguments[6]),
        Integer.parseInt(arguments[7]));
  }

  List<String> arguments() {
    return List.of(
        folder.toString(),
        String.valueOf(number),
        String.valueOf(life),
        String.valueOf(seed),
        conflicts.name(),
        String.valueOf(startNanos),
        String.valueOf(startMillis),
        String.valueOf(perSecond));
  }

  String client() {
    return "client-" + number;
  }

  String process() {
    return client() + "." + life;
  }

  ClientFiles files() {
    return new ClientFiles(folder, client());
  }

  /** The numbers from this one on belong to this process alone. */
  long firstNumber() {
    return (number * (long) LIVES + life) * NUMBERS_EACH;
  }

  /** How long the run has gone on. */
  Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
