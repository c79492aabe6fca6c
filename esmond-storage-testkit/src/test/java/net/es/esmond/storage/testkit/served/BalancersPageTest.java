package net.es.esmond.storage.testkit.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancersPageTest {
  private static final Path PAGE = Path.of("..", "esmond-storage-cassandra", "BALANCERS.md");

  @ParameterizedTest
  @ValueSource(
      strings = {"haproxy.cfg", "haproxy-postgres.cfg", "httpd.conf", "keepalived.conf", "hosts"})
  void the_page_shows_the_configuration_that_is_tested(String name) throws IOException {
    assertThat(Files.readString(PAGE)).contains("```\n" + OwnNetwork.resource(name) + "```");
  }
}
