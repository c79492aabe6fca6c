package net.es.esmond.storage.testkit.opening;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Notes every call of a port, and of the ports that it hands out, by the names of their methods.
 */
final class RecordedCalls {
  /** The methods of all ports that write nothing. Whatever else is called counts as a write. */
  private static final Set<String> READS =
      Set.of(
          "access",
          "allPartitions",
          "close",
          "completeLevel",
          "count",
          "find",
          "findCached",
          "health",
          "keys",
          "lastUpdated",
          "lastUpdatedAtOnce",
          "leases",
          "load",
          "maintenance",
          "observed",
          "partitions",
          "paths",
          "progress",
          "ranges",
          "read",
          "replication",
          "servedRemotely",
          "serverTimes",
          "shards",
          "snapshot",
          "stored",
          "summaries",
          "times",
          "totals",
          "touchesWaiting",
          "userOf",
          "verify");

  private final List<String> names = new CopyOnWriteArrayList<>();

  /** Returns a port that notes its calls and passes them on. */
  <T> T of(Class<T> port, T target) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> call(method, target, arguments)));
  }

  private Object call(Method method, Object target, Object[] arguments) throws Throwable {
    names.add(method.getName());
    Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    Class<?> type = method.getReturnType();
    boolean isPort = type.isInterface() && type.getPackageName().endsWith(".spi");
    return isPort ? of(cast(type), result) : result;
  }

  @SuppressWarnings("unchecked")
  private static Class<Object> cast(Class<?> type) {
    return (Class<Object>) type;
  }

  long count(String name) {
    return names.stream().filter(name::equals).count();
  }

  List<String> writes() {
    return names.stream().filter(name -> !READS.contains(name)).toList();
  }
}
