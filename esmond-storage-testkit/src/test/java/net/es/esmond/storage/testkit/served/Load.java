package net.es.esmond.storage.testkit.served;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;

/** Sixteen clients that work at the same time. */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 16;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Client> clients;
  private final List<Thread> threads;
  private Outcome outcome = Outcome.NONE;

  Load(Front front, String name, String key) {
    this.clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                number ->
                    new Client(
                        name + "-" + number,
                        new ArchiveClient(front.host(), front.port(), key, CONNECT_MILLIS),
                        this::ended))
            .toList();
    this.threads = clients.stream().map(client -> new Thread(client, "served-client")).toList();
    threads.forEach(Thread::start);
  }

  private synchronized void ended(Failure failure, long tookNanos) {
    outcome = outcome.plus(failure, tookNanos);
  }

  /** Waits until every client has ended so many further requests. */
  void awaitEach(int requests) {
    List<Integer> wanted = clients.stream().map(client -> client.completed() + requests).toList();
    if (!Await.reached(
        () ->
            IntStream.range(0, CLIENTS).allMatch(i -> clients.get(i).completed() >= wanted.get(i)),
        PATIENCE)) {
      throw new ServerException("a client did not end " + requests + " requests in " + PATIENCE);
    }
  }

  /** Returns what became of the requests that have ended since the last call. */
  synchronized Outcome take() {
    Outcome taken = outcome;
    outcome = Outcome.NONE;
    return taken;
  }

  /** Ends the load; may be repeated. */
  @Override
  public void close() {
    clients.forEach(Client::stop);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while requests were under way", e);
    }
  }

  long points() {
    return clients.stream().mapToLong(Client::points).sum();
  }

  /** Reads back everything that was acknowledged, after the end. */
  long lost(EsmondStorage storage) {
    List<Long> lost = new ArrayList<>();
    clients.forEach(client -> lost.add(client.lost(storage)));
    return lost.stream().mapToLong(Long::longValue).sum();
  }
}
