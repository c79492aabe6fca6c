package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.List;
import java.util.Map;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.EsmondException;

/** Where touches are written. */
interface TouchTable {
  /**
   * Stamps the rows of some event types, in one statement.
   *
   * @param batch the event types
   * @param deadline by when
   * @return what became of them
   * @throws EsmondException when none was stamped, as far as is known
   */
  Outcome stamp(List<EventTypeRows> batch, Deadline deadline);

  /**
   * What became of a batch.
   *
   * @param stamped were written, with the ids of their rows
   * @param left must be tried again: somebody else held a lock, or rows went away
   * @param unknown are not registered, each with the error that says so
   */
  record Outcome(
      Map<EventTypeRows, long[]> stamped,
      List<EventTypeRows> left,
      Map<EventTypeRows, EsmondException> unknown) {}
}
