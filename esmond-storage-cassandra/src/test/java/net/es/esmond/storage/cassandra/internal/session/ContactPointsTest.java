package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ContactPointsTest {
  private static final HostPort LITERAL = new HostPort("192.0.2.1", 9042);
  private static final HostPort NAME = new HostPort("db.example", 9043);
  private static final InetSocketAddress LITERAL_ADDRESS = new InetSocketAddress("192.0.2.1", 9042);
  private static final InetSocketAddress NAME_ADDRESS = new InetSocketAddress("192.0.2.2", 9043);

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean hangs;

  @AfterEach
  void release() {
    end.countDown();
  }

  @Test
  void a_name_that_hangs_holds_up_no_other_server() {
    hangs = true;
    ContactPoints points = points(NAME, LITERAL);

    assertThat(resolve(points)).containsExactly(LITERAL_ADDRESS);
    assertThat(resolve(points)).containsExactly(LITERAL_ADDRESS);

    assertThat(asked).as("the second call joins the lookup").hasValue(1);
  }

  @Test
  void a_name_that_hangs_keeps_its_last_addresses() {
    ContactPoints points = points(NAME, LITERAL);
    assertThat(resolve(points)).containsExactly(NAME_ADDRESS, LITERAL_ADDRESS);

    hangs = true;

    assertThat(resolve(points)).containsExactly(NAME_ADDRESS, LITERAL_ADDRESS);
  }

  @Test
  void names_that_all_hang_fail_at_the_deadline() {
    hangs = true;

    assertThatThrownBy(() -> points(NAME).resolve(Deadline.after(Duration.ofMillis(50))))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
        .hasMessageContaining("db.example:9043: no name server has answered yet");
  }

  private ContactPoints points(HostPort... servers) {
    return new ContactPoints(List.of(servers), this::addresses);
  }

  private static Set<InetSocketAddress> resolve(ContactPoints points) {
    return points.resolve(Deadline.after(Duration.ofMinutes(1)));
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    if (host.equals(LITERAL.host())) {
      return List.of(LITERAL_ADDRESS.getAddress());
    }
    asked.incrementAndGet();
    if (hangs) {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return List.of(NAME_ADDRESS.getAddress());
  }
}
