package net.es.esmond.storage.internal.metadata;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.text.IpLiteral;
import net.es.esmond.storage.metadata.DnsMatchRule;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the host names of a query by their addresses. As in esmond, a name is replaced by its
 * first address of each family that the query's rule asks for. An IPv4 address is searched for in
 * the notation of IPv6 too, since esmond stores {@code ::ffff:192.0.2.9} as it was written. Name
 * servers may be slow, so their cost is bounded by four threads and each call's deadline. A query
 * without names waits for no thread. Thread-safe.
 */
public final class HostLookup implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUED = 100;

  private final Resolver resolver;
  private final TimedTasks timed;
  private final ThreadPoolExecutor threads;

  /** Asks a name server. Tests give answers of their own. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  public HostLookup(TimedTasks timed) {
    this(InetAddress::getAllByName, timed);
  }

  public HostLookup(Resolver resolver, TimedTasks timed) {
    this.resolver = resolver;
    this.timed = timed;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED),
            task -> {
              Thread thread = new Thread(task, "esmond-lookup");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns the query with every host name replaced, by the deadline. */
  public CompletionStage<MetadataQuery> resolve(MetadataQuery query, Deadline deadline) {
    boolean names =
        query.addresses().values().stream()
            .flatMap(List::stream)
            .anyMatch(host -> literal(host).isEmpty());
    try {
      if (!names) {
        return CompletableFuture.completedStage(resolve(query));
      }
      CompletableFuture<MetadataQuery> resolved =
          CompletableFuture.supplyAsync(() -> resolve(query), threads);
      return timed.orElse(
          resolved,
          deadline,
          () ->
              resolved.completeExceptionally(
                  failure(
                      ErrorCode.DEADLINE_EXCEEDED,
                      "name servers did not answer within "
                          + deadline.budget()
                          + ": search by addresses, or allow more time",
                      null)));
    } catch (InvalidInputException e) {
      return CompletableFuture.failedStage(e);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(
          failure(
              ErrorCode.OVERLOADED,
              QUEUED + " searches wait for name servers: search by addresses, or again later",
              e));
    }
  }

  private static StoreException failure(ErrorCode code, String message, @Nullable Throwable cause) {
    return new StoreException(code, StoreException.Store.POSTGRESQL, message, List.of(), cause);
  }

  private MetadataQuery resolve(MetadataQuery query) {
    MetadataQueryBuilder resolved = query.toBuilder();
    for (Map.Entry<String, List<String>> filter : query.addresses().entrySet()) {
      Set<String> addresses = new LinkedHashSet<>();
      for (String host : filter.getValue()) {
        addresses.addAll(addresses(filter.getKey(), host, query.dnsMatchRule()));
      }
      resolved.address(filter.getKey(), addresses);
    }
    return resolved.build();
  }

  private List<String> addresses(String field, String host, DnsMatchRule rule) {
    List<InetAddress> all = all(host);
    Optional<Inet4Address> four = first(all, Inet4Address.class);
    List<String> v4 =
        four.map(address -> List.of(address.getHostAddress(), IpLiteral.mapped(address)))
            .orElse(List.of());
    // As in getaddrinfo(), an IPv4 address in the notation of IPv6 is of both families.
    List<String> v6 =
        first(all, Inet6Address.class)
            .map(address -> withoutZone(address.getHostAddress()))
            .or(() -> four.filter(address -> host.indexOf(':') >= 0).map(IpLiteral::mapped))
            .stream()
            .toList();
    List<String> found =
        switch (rule) {
          case ONLY_V4 -> v4;
          case ONLY_V6 -> v6;
          case PREFER_V4 -> v4.isEmpty() ? v6 : v4;
          case PREFER_V6 -> v6.isEmpty() ? v4 : v6;
          case V4V6 -> Stream.concat(v4.stream(), v6.stream()).toList();
        };
    if (found.isEmpty()) {
      throw new InvalidInputException(field, host, "Unable to find address for host");
    }
    return found;
  }

  private List<InetAddress> all(String host) {
    Optional<InetAddress> literal = literal(host);
    try {
      // An empty name would be this machine's.
      return literal.isPresent() || host.isEmpty()
          ? literal.stream().toList()
          : List.of(resolver.resolve(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static Optional<InetAddress> literal(String host) {
    return IpLiteral.parse(host.indexOf(':') < 0 ? host : withoutZone(host));
  }

  private static <T> Optional<T> first(List<InetAddress> all, Class<T> family) {
    return all.stream().filter(family::isInstance).map(family::cast).findFirst();
  }

  /** Drops the zone of a link-local address, which the database does not have. */
  private static String withoutZone(String address) {
    return address.replaceFirst("%.*", "");
  }

  /** Ends the threads without waiting for name servers. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
