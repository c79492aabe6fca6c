package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.session.throttling.Throttled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
  private static final int LINE = 100_000;

  private final Queue<Runnable> starts = new ArrayDeque<>();
  private final InFlightLimit limit = new InFlightLimit(2, LINE, starts::add);

  /** A request that notes what becomes of it. */
  private static class Request implements Throttled {
    boolean started;
    boolean refused;

    @Override
    public void onThrottleReady(boolean wasDelayed) {
      started = true;
    }

    @Override
    public void onThrottleFailure(RequestThrottlingException error) {
      refused = true;
    }
  }

  @Test
  void requests_beyond_the_limit_wait_and_go_in_turn() {
    List<Request> requests = register(4);
    assertThat(started(requests)).containsExactly(true, true, false, false);

    limit.signalSuccess(requests.get(1));
    startAll();
    assertThat(started(requests)).containsExactly(true, true, true, false);

    limit.signalError(requests.get(0), new IllegalStateException("expected"));
    startAll();
    assertThat(started(requests)).containsExactly(true, true, true, true);
    assertThat(limit.inFlight()).isEqualTo(2);
    assertThat(limit.waiting()).isZero();
  }

  @Test
  void a_request_that_waited_too_long_gives_up_its_turn_only() {
    List<Request> requests = register(4);

    limit.signalTimeout(requests.get(2));
    limit.signalTimeout(requests.get(0));
    startAll();

    assertThat(started(requests)).containsExactly(true, true, false, true);
    assertThat(limit.inFlight()).isEqualTo(2);
  }

  @Test
  void a_full_line_and_a_closed_session_refuse_requests() {
    List<Request> requests = register(LINE + 3);
    assertThat(requests.get(LINE + 1).refused).isFalse();
    assertThat(requests.get(LINE + 2).refused).isTrue();

    limit.close();

    assertThat(requests.subList(2, LINE + 2)).allMatch(request -> request.refused);
    assertThat(register(1)).allMatch(request -> request.refused);
  }

  @Test
  void a_long_line_of_requests_that_fail_at_once_needs_no_deep_stack() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    InFlightLimit busy = new InFlightLimit(2, LINE, threads);
    CountDownLatch ended = new CountDownLatch(LINE);
    for (int i = 0; i < 2; i++) {
      busy.register(new Request());
    }
    for (int i = 0; i < LINE; i++) {
      busy.register(
          new Request() {
            @Override
            public void onThrottleReady(boolean wasDelayed) {
              busy.signalError(this, new IllegalStateException("no node has a connection"));
              ended.countDown();
            }
          });
    }

    busy.signalError(new Request(), new IllegalStateException("expected"));
    busy.signalError(new Request(), new IllegalStateException("expected"));

    ended.await();
    assertThat(busy.inFlight()).isZero();
    threads.shutdown();
  }

  @Test
  void whatever_order_ends_come_in_no_place_is_lost() {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    InFlightLimit busy = new InFlightLimit(2, LINE, threads);
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < LINE; i++) {
      threads.execute(
          () ->
              busy.register(
                  new Request() {
                    @Override
                    public void onThrottleReady(boolean wasDelayed) {
                      threads.execute(
                          () -> {
                            busy.signalSuccess(this);
                            ended.incrementAndGet();
                          });
                    }
                  }));
    }

    await().untilAsserted(() -> assertThat(ended).hasValue(LINE));
    assertThat(busy.inFlight()).isZero();
    assertThat(busy.waiting()).isZero();
    threads.shutdown();
  }

  private List<Request> register(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(new Request());
      limit.register(requests.get(i));
    }
    return requests;
  }

  private void startAll() {
    Runnable start;
    while ((start = starts.poll()) != null) {
      start.run();
    }
  }

  private static List<Boolean> started(List<Request> requests) {
    return requests.stream().map(request -> request.started).toList();
  }
}
