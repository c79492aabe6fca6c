package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.loadbalancing.nodeset.MultiDcNodeSet;
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
    assertThat(LocalDatacenter.choose(Optional.empty(), List.of(far, far))).isEqualTo("far");
  }

  @Test
  void the_configured_datacenter_is_the_local_one() {
    assertThat(LocalDatacenter.choose(Optional.of("far"), List.of(near, far))).isEqualTo("far");
  }

  @Test
  void one_of_several_datacenters_has_to_be_configured() {
    assertThatThrownBy(() -> LocalDatacenter.choose(Optional.empty(), List.of(near, far)))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("cassandra_local_datacenter")
        .hasMessageContaining("[far, near]");
  }

  @Test
  void an_unknown_datacenter_is_refused() {
    assertThatThrownBy(() -> LocalDatacenter.choose(Optional.of("away"), List.of(near)))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("away")
        .hasMessageContaining("[near]");
  }

  @Test
  void only_the_local_datacenter_serves_requests() {
    MultiDcNodeSet live = new MultiDcNodeSet();
    live.add(near);
    live.add(far);

    assertThat(LocalDatacenter.serving(live, "near")).containsExactly(near);
    assertThat(LocalDatacenter.serving(live, "gone")).isEmpty();
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
