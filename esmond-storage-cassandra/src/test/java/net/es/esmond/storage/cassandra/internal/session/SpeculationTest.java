package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.Test;

class SpeculationTest {
  private static final SimpleStatement REQUEST = SimpleStatement.newInstance("SELECT 1");
  private static final long LONG = TimeUnit.SECONDS.toNanos(2);

  private final AtomicLong now = new AtomicLong(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SessionMeters meters = new SessionMeters(new HostMeters(registry));
  private final ClusterHealth health =
      new ClusterHealth(now::get, SessionResilience.own(registry).entries("test"));
  private final Speculation speculation = new Speculation(health, meters);
  private final Node hung = node(1);
  private final Node healthy = node(2);

  @Test
  void a_request_that_probes_a_silent_node_waits_for_nobody() {
    long usual = speculation.nextExecution(hung, null, REQUEST, 1);
    now.addAndGet(LONG);
    health.answered(healthy, TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(health.silent(hung)).isTrue();

    long probe = speculation.nextExecution(hung, null, REQUEST, 1);

    assertThat(probe).isEqualTo(1);
    assertThat(usual).isGreaterThan(probe);
  }

  @Test
  void a_node_that_has_answered_again_is_waited_for_as_usual() {
    speculation.nextExecution(hung, null, REQUEST, 1);
    now.addAndGet(LONG);
    health.answered(healthy, TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(health.silent(hung)).isTrue();

    health.answered(hung, LONG);

    assertThat(speculation.nextExecution(hung, null, REQUEST, 1)).isGreaterThan(1);
  }

  private static Node node(int number) {
    EndPoint endPoint =
        new EndPoint() {
          @Override
          public InetSocketAddress resolve() {
            return new InetSocketAddress("127.0.0." + number, 9042);
          }

          @Override
          public String asMetricPrefix() {
            return "node" + number;
          }
        };
    return (Node)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> number;
                  case "equals" -> proxy == arguments[0];
                  case "getEndPoint" -> endPoint;
                  case "toString" -> "node " + number;
                  default -> null;
                });
  }
}
