package net.es.esmond.storage.testkit.transfer;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.progress.ProgressListener;

/** Prints how far an import or an export has come: its rate, and the time left. */
final class TransferProgress implements ProgressListener {
  private volatile String points = "";

  @Override
  public void progressed(Progress progress) {
    if (progress.work() == LongWork.BULK_WRITE) {
      points = String.format(Locale.ROOT, "; points %,.0f/s", progress.perSecond());
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %,d of %s, %.1f/s, %s%s%n",
        progress.work().name().toLowerCase(Locale.ROOT),
        progress.done(),
        progress.total().isPresent()
            ? String.format(Locale.ROOT, "%,d", progress.total().getAsLong())
            : "?",
        progress.perSecond(),
        left(progress.left()),
        points);
  }

  private static String left(Optional<Duration> left) {
    return left.map(
            time -> "about " + time.toString().substring(2).toLowerCase(Locale.ROOT) + " left")
        .orElse("time left not known");
  }
}
