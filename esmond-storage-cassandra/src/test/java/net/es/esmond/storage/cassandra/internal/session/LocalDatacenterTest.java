package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.ConfException;
import org.junit.jupiter.api.Test;

class LocalDatacenterTest {
  private final Node near = node("near");
  private final Node far = node("far");

  @Test
  void the_only_datacenter_is_the_local_one() {
    assertThat(LocalDatacenter.choose(Optional.empty(), List.of(), List.of(far, far)))
        .isEqualTo("far");
  }

  @Test
  void the_configured_datacenter_is_the_local_one() {
    assertThat(choose(Optional.of("far"), List.of())).isEqualTo("far");
  }

  @Test
  void one_of_several_datacenters_has_to_be_configured() {
    assertThatThrownBy(() -> choose(Optional.empty(), List.of()))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("cassandra_local_datacenter")
        .hasMessageContaining("[far, near]");
  }

  @Test
  void an_unknown_datacenter_is_refused() {
    assertThatThrownBy(() -> LocalDatacenter.choose(Optional.of("away"), List.of(), List.of(near)))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("away")
        .hasMessageContaining("[near]");
  }

  @Test
  void a_remote_datacenter_must_be_another_of_the_cluster() {
    assertThat(choose(Optional.of("near"), List.of("far"))).isEqualTo("near");
    for (String wrong : List.of("near", "away")) {
      assertThatThrownBy(() -> choose(Optional.of("near"), List.of(wrong)))
          .isInstanceOf(ConfException.class)
          .hasMessageContainingAll("cassandra_remote_datacenters", wrong, "[far]");
    }
  }

  private String choose(Optional<String> configured, List<String> remotes) {
    return LocalDatacenter.choose(configured, remotes, List.of(near, far));
  }

  private static Node node(String datacenter) {
    return (Node)
        Proxy.newProxyInstance(
            LocalDatacenterTest.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "getDatacenter" -> datacenter;
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> datacenter;
                });
  }
}
