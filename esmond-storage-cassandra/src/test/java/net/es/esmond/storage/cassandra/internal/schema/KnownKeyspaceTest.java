package net.es.esmond.storage.cassandra.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

/** What the driver knows of the schema when its session is opened. */
class KnownKeyspaceTest {
  private int refreshes;

  @Test
  void a_known_keyspace_is_not_read_again() {
    CassandraSchema.ensureKnown(session(view("esmond"), view("esmond")), "esmond");

    assertThat(refreshes).isZero();
  }

  @Test
  void a_keyspace_that_the_driver_missed_is_read_once_more() {
    CassandraSchema.ensureKnown(session(view("other"), view("esmond")), "esmond");

    assertThat(refreshes).isEqualTo(1);
  }

  @Test
  void a_session_that_still_lacks_the_keyspace_is_not_used() {
    CqlSession session = session(view("other"), view("other"));

    assertThatThrownBy(() -> CassandraSchema.ensureKnown(session, "esmond"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
              assertThat(e.retryable()).isTrue();
            })
        .hasMessageContaining("keyspace esmond");
    assertThat(refreshes).isEqualTo(1);
  }

  private CqlSession session(Metadata before, Metadata refreshed) {
    return fake(
        CqlSession.class,
        (self, method, arguments) -> {
          if (method.getName().equals("refreshSchema")) {
            refreshes++;
            return refreshed;
          }
          return before;
        });
  }

  private static Metadata view(String keyspace) {
    KeyspaceMetadata known = fake(KeyspaceMetadata.class, (self, method, arguments) -> keyspace);
    return fake(
        Metadata.class,
        (self, method, arguments) ->
            Optional.of(known)
                .filter(k -> CqlIdentifier.fromInternal(keyspace).equals(arguments[0])));
  }

  private static <T> T fake(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
