package net.es.esmond.storage.replication;

import java.util.List;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.text.Listed;

/** The error of a refused change of the replica count; nothing was changed. */
public final class ReplicationRefusedException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<Refusal> refusals;

  /**
   * Creates the error.
   *
   * @param refusals the reasons, at least one
   */
  public ReplicationRefusedException(List<Refusal> refusals) {
    super(ErrorCode.REPLICATION_REFUSED, Listed.of(refusals, "; "), null);
    this.refusals = List.copyOf(refusals);
  }

  /**
   * Returns the reasons.
   *
   * @return at least one
   */
  public List<Refusal> refusals() {
    return refusals;
  }
}
