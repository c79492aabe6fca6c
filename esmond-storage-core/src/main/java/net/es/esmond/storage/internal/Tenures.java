package net.es.esmond.storage.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells from answers that name nobody else since when an instance is known to be alone. For one
 * thread, except {@link #current}.
 */
final class Tenures {
  /** For how long after asking an answer is relied on; less than anyone is held back. */
  static final Duration FRESH = Presence.HELD_BACK.minusSeconds(1);

  /** Answers must agree for so long: whoever writes unannounced has been able to do so by then. */
  static final Duration PROBATION = Duration.ofSeconds(10);

  private long count;
  private volatile @Nullable Answers answers;

  /**
   * Answers in a row, each asked for while the one before was fresh.
   *
   * @param first when the first of them was asked for
   * @param last when the last was
   * @param number tells this row from earlier ones
   */
  private record Answers(Moment first, Moment last, long number) {}

  void heardAlone(Moment asked) {
    Answers before = answers;
    if (before == null || Moment.isOver(before.last(), FRESH, asked)) {
      answers = new Answers(asked, asked, ++count);
    } else if (!before.last().until(asked).isNegative()) { // not overtaken by a later one
      answers = new Answers(before.first(), asked, before.number());
    }
  }

  void heardOthers() {
    answers = null;
  }

  /** The number of the tenure that lasts now; 0 when there is none. For any thread. */
  long current(Moment now) {
    Answers known = answers;
    return known != null
            && Moment.isOver(known.first(), PROBATION, known.last())
            && !Moment.isOver(known.last(), FRESH, now)
        ? known.number()
        : 0;
  }
}
