package net.es.esmond.storage.internal;

import java.util.List;
import java.util.ServiceLoader;
import net.es.esmond.storage.error.ConfException;

/** Finds the back end of one kind on the class path. */
public final class Providers {
  private Providers() {}

  /**
   * Loads the only provider of a type.
   *
   * @param module the module that has one, named in the error
   * @throws ConfException when there is none, or more than one
   */
  public static <T> T only(Class<T> type, String module) {
    List<ServiceLoader.Provider<T>> found = ServiceLoader.load(type).stream().toList();
    if (found.size() == 1) {
      return found.get(0).get();
    }
    throw new ConfException(
        "class path",
        0,
        type.getSimpleName(),
        found.stream().map(provider -> provider.type().getName()).toList().toString(),
        "must be there exactly once: add " + module + ", or name one in EsmondStorage.builder");
  }
}
