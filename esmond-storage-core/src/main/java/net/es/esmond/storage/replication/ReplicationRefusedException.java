package net.es.esmond.storage.replication;

import java.util.List;
import java.util.stream.Collectors;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;

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
    super(
        ErrorCode.REPLICATION_REFUSED,
        refusals.stream().map(Refusal::toString).collect(Collectors.joining("; ")),
        null);
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
