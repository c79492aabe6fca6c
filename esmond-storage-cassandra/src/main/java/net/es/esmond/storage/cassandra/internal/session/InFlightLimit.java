package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.session.throttling.RequestThrottler;
import com.datastax.oss.driver.api.core.session.throttling.Throttled;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests of a session that are in flight. Further requests wait in line, and fail when
 * too many wait. It does what the driver's own {@code ConcurrencyLimitingRequestThrottler} does,
 * but starts each waiting request by an executor. The driver's class starts the next request inside
 * the end of the one before. When no node has a connection, each of them ends at once, and a long
 * line overflows the stack. Requests are lost then, and so are their places in flight. Safe for use
 * by many threads.
 */
final class InFlightLimit implements RequestThrottler {
  private final int maxInFlight;
  private final int maxWaiting;
  private final Executor starter;

  /** Requests in line, first come first served. One whose time is over leaves from anywhere. */
  private final Set<Throttled> waiting = new LinkedHashSet<>();

  private int inFlight;
  private boolean closed;

  /**
   * Creates a limit.
   *
   * @param maxInFlight largest number of requests in flight
   * @param maxWaiting largest number of requests in line; further ones fail at once
   * @param starter starts requests that have waited
   */
  InFlightLimit(int maxInFlight, int maxWaiting, Executor starter) {
    this.maxInFlight = maxInFlight;
    this.maxWaiting = maxWaiting;
    this.starter = starter;
  }

  @Override
  public void register(Throttled request) {
    if (enter(request)) {
      request.onThrottleReady(false);
    }
  }

  /** Returns whether a request may start at once; if not, it waits or has failed. */
  private boolean enter(Throttled request) {
    boolean open;
    synchronized (this) {
      open = !closed;
      if (open && inFlight < maxInFlight && waiting.isEmpty()) {
        inFlight++;
        return true;
      }
      if (open && waiting.size() < maxWaiting) {
        waiting.add(request);
        return false;
      }
    }
    fail(request, open ? maxWaiting + " requests wait, the limit" : "the session is closed");
    return false;
  }

  @Override
  public void signalSuccess(Throttled request) {
    ended();
  }

  @Override
  public void signalError(Throttled request, Throwable error) {
    ended();
  }

  @Override
  public void signalTimeout(Throttled request) {
    if (!left(request)) {
      ended();
    }
  }

  @Override
  public void signalCancel(Throttled request) {
    signalTimeout(request);
  }

  /** Takes a request out of the line. Returns false when it was not there. */
  private synchronized boolean left(Throttled request) {
    return waiting.remove(request);
  }

  /** Gives the place of a request in flight to the next one in line. */
  private void ended() {
    Throttled next = next();
    if (next != null) {
      starter.execute(() -> next.onThrottleReady(true));
    }
  }

  private synchronized @Nullable Throttled next() {
    Iterator<Throttled> line = waiting.iterator();
    if (closed || !line.hasNext()) {
      inFlight--;
      return null;
    }
    Throttled next = line.next();
    line.remove();
    return next;
  }

  @Override
  public void close() {
    List<Throttled> rest;
    synchronized (this) {
      closed = true;
      rest = List.copyOf(waiting);
      waiting.clear();
    }
    rest.forEach(request -> fail(request, "the session is closed"));
  }

  private static void fail(Throttled request, String why) {
    request.onThrottleFailure(new RequestThrottlingException(why));
  }

  /** Returns how many requests wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Returns how many requests are in flight. */
  synchronized int inFlight() {
    return inFlight;
  }
}
