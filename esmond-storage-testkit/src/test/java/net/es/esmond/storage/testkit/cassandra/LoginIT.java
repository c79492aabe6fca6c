package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node that asks for a password. */
class LoginIT {
  private static final String WRONG = "wr0ng-s3cret";
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void the_right_password_opens() {
    // The node makes its first role a moment after it serves.
    Awaitility.await()
        .ignoreException(StoreException.class)
        .untilAsserted(
            () -> {
              try (TimeSeriesStore store = confs().login("cassandra", "cassandra").open()) {
                assertThat(
                        store
                            .partitions(
                                Series.base("a", EventType.of("throughput")),
                                Optional.empty(),
                                CassandraConfs.soon())
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
              }
            });
  }

  @Test
  void a_wrong_password_is_reported_at_once_and_never_shown() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> confs().login("cassandra", WRONG).startTimeout(LONG).open())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
              assertThat(e.attempts()).hasSize(1);
              assertThat(e)
                  .hasMessageStartingWith("Cassandra refused cassandra_user or its password")
                  .hasMessageContaining("127.0.20.21")
                  .hasStackTraceContaining("AuthenticationException");
              assertThat(stackTrace(e)).doesNotContain(WRONG);
            });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
  }

  @Test
  void no_password_is_reported_at_once() {
    assertThatThrownBy(() -> confs().open())
        .isInstanceOfSatisfying(
            EsmondException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
  }

  private static CassandraConfs confs() {
    return CassandraConfs.of(LoginRing.servers(), "login").replicas(1);
  }

  private static String stackTrace(Throwable error) {
    java.io.StringWriter text = new java.io.StringWriter();
    error.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
