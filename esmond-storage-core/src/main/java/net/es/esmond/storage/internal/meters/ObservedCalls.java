package net.es.esmond.storage.internal.meters;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.function.Consumer;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.CallObserver;
import net.es.esmond.storage.internal.async.Futures;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Micrometer {@link Observation} of each call: {@code esmond.call}, with the
 * low-cardinality keys {@code call}, {@code store} and {@code outcome}. It shows no value, no
 * series and no error message. An observation that is current on the caller's thread is its parent.
 * Thread-safe.
 */
final class ObservedCalls implements CallObserver {
  private final ObservationRegistry registry;
  private final HostCode hostCode =
      new HostCode("a handler or predicate of the host's observation registry");

  ObservedCalls(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Consumer<@Nullable Throwable> begin(String call, StoreException.Store store) {
    Observation observation =
        hostCode.get(
            () ->
                Observation.createNotStarted("esmond.call", registry)
                    .contextualName(call)
                    .lowCardinalityKeyValue("call", call)
                    .lowCardinalityKeyValue("store", store.name().toLowerCase(Locale.ROOT)),
            () -> Observation.NOOP);
    hostCode.run(observation::start);
    return failure -> {
      observation.lowCardinalityKeyValue("outcome", outcome(failure));
      hostCode.run(observation::stop);
    };
  }

  /** Returns what became of a call: {@code ok}, or the error's code in lower case. */
  private static String outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return "ok";
    }
    return Futures.unwrap(failure) instanceof EsmondException e
        ? e.code().name().toLowerCase(Locale.ROOT)
        : "error";
  }
}
