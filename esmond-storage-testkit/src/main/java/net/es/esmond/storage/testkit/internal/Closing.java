package net.es.esmond.storage.testkit.internal;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Closes what belongs together: each of it, whatever becomes of the others. */
public final class Closing {
  private Closing() {}

  /** Takes all steps in turn; throws the first one's error, the others suppressed in it. */
  public static void all(Runnable... steps) {
    all(List.of(steps), Runnable::run);
  }

  /** Does the same to each in turn; throws the first one's error, the others suppressed in it. */
  public static <T> void all(Collection<T> each, Consumer<? super T> step) {
    RuntimeException failure = null;
    for (T one : each) {
      try {
        step.accept(one);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Takes all steps in turn because of an error, and returns it, theirs suppressed in it. */
  public static RuntimeException after(RuntimeException failure, Runnable... steps) {
    try {
      all(steps);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
