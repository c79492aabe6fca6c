package net.es.esmond.storage.internal.async;

import java.util.function.Consumer;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/** Hears of each call that a caller makes, when it begins and when it has ended. */
@FunctionalInterface
public interface CallObserver {
  /** Hears nothing. */
  CallObserver NONE = (call, store) -> failure -> {};

  /**
   * Hears that a call begins.
   *
   * @param call name of the call, such as {@code Archive.write}
   * @param store the store that is asked
   * @return hears once that the call has ended, with its failure if it has failed, which may be
   *     wrapped
   */
  Consumer<@Nullable Throwable> begin(String call, StoreException.Store store);
}
