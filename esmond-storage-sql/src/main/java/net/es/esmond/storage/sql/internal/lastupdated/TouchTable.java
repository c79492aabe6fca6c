package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.List;
import java.util.Map;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;

/** A touch table writes touches into the database. */
interface TouchTable {
  /** What becomes of rows that another transaction has locked. */
  enum Locked {
    /** They are left. */
    SKIP,
    /** The statement waits for them, a quarter of a second for each at most. */
    WAIT
  }

  /**
   * Stamps the rows of some event types, in one statement.
   *
   * @param batch the event types
   * @param locked what becomes of locked rows
   * @param deadline when the statement is cancelled
   * @return what became of each event type
   * @throws EsmondException when no row was stamped, as far as is known
   */
  Outcome stamp(List<EventTypeRows> batch, Locked locked, Deadline deadline);

  /**
   * An outcome says what became of each event type of a batch.
   *
   * @param stamped event types that were written, with the ids of their rows
   * @param left event types to be tried again: another transaction held a lock, or rows went away
   * @param unknown event types that are not registered, each with the error that says so
   */
  record Outcome(
      Map<EventTypeRows, long[]> stamped,
      List<EventTypeRows> left,
      Map<EventTypeRows, EsmondException> unknown) {}
}
