package net.es.esmond.storage.internal;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.text.RootCause;

/**
 * Recognizes failures that a class path or module path causes: a class is absent, or two libraries
 * have versions that do not fit together. Repeating a call does not help then, so such a failure
 * ends it at once, with an error of this library that names the class.
 */
public final class ClassPathFault {
  /** Causes and suppressed failures are followed this deep; a failure may be its own cause. */
  private static final int DEPTH = 8;

  private ClassPathFault() {}

  /**
   * Returns the failure of a call as its caller gets it.
   *
   * @param failure any failure
   * @return an error that names the class, if the failure comes from the class path; else the same
   *     failure
   */
  public static Throwable named(Throwable failure) {
    return failure instanceof EsmondException
        ? failure
        : of(failure).<Throwable>map(fault -> fault).orElse(failure);
  }

  /**
   * Looks for a fault of the class path behind a failure.
   *
   * @param failure any failure
   * @return an error that names the class; empty when the failure has another reason
   */
  public static Optional<ConfException> of(Throwable failure) {
    return find(failure, DEPTH).map(fault -> error(fault, failure));
  }

  private static Optional<Throwable> find(Throwable failure, int depth) {
    if (failure instanceof LinkageError || failure instanceof ServiceConfigurationError) {
      return Optional.of(failure);
    }
    if (depth == 0) {
      return Optional.empty();
    }
    return Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
        .flatMap(reason -> find(reason, depth - 1).stream())
        .findFirst();
  }

  private static ConfException error(Throwable fault, Throwable failure) {
    String text =
        "a class is absent, or of a version that does not fit ("
            + RootCause.appended(fault.toString(), fault)
            + "): add its library, or on the module path its module";
    return new ConfException(
        "class path",
        List.of(new ConfProblem(ConfProblem.Kind.VALUE, 0, null, null, text)),
        failure);
  }
}
