package net.es.esmond.storage.testkit.architecture;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The README's table of versions has those that stand in the build and in its tests. */
class VersionsTest {
  private static final String POM = Repository.text("pom.xml");
  private static final String HEAD =
      """
      | what | versions | tested in each build |
      |---|---|---|
      """;

  private static String property(String name) {
    return only("<" + name + ">([^<$]+)</" + name + ">", POM);
  }

  private static String only(String pattern, String text) {
    Set<String> found = Repository.found(pattern, text);
    assertThat(found).as(pattern).hasSize(1);
    return found.iterator().next();
  }

  private static String source(String file) {
    return Repository.text("testkit", "src/test/java/net/es/esmond/storage/testkit/" + file);
  }

  @Test
  void the_table_has_the_versions_of_the_build() {
    String release = property("maven.compiler.release");
    String postgres =
        only("USUAL_AND_OLDEST = \"([^\"]+)\"", source("sql/PostgresContractsIT.java"));
    List<String> allPostgres = List.of(property("postgres.versions").split(","));
    List<String> boot = inConsumer("boot.version", "consumer-boot");
    List<String> junit = inConsumer("junit.version", "consumer-junit");
    String rows =
        List.of(
                row("Java", release + " and later", release + ", 25"),
                row(
                    "Cassandra",
                    "4.1, 5.0",
                    only("OLD = \"([^\"]+)\"", source("topology/Versions.java"))
                        + ", "
                        + only(
                            "String version = \"([^\"]+)\"",
                            Repository.text(
                                Repository.source(
                                    "testkit", "testkit/cassandra/CassandraRingBuilder")))),
                row(
                    "PostgreSQL",
                    major(allPostgres.get(0))
                        + " to "
                        + major(allPostgres.get(allPostgres.size() - 1)),
                    postgres.replace(",", ", ")),
                row(
                    "JUnit, with the testkit",
                    minor(junit.get(0)) + " to " + minor(junit.get(junit.size() - 1)),
                    String.join(", ", junit)),
                row(
                    "Spring Boot",
                    boot.stream().map(VersionsTest::minor).collect(joining(", ")),
                    String.join(", ", boot)),
                row("Cassandra's Java driver", property("cassandra-driver.version"), "the same"),
                row("PostgreSQL's JDBC driver", property("postgresql.version"), "the same"),
                row("HikariCP", property("hikaricp.version"), "the same"),
                row("Resilience4j", property("resilience4j.version"), "the same"),
                row("Micrometer", property("micrometer.version"), "the same"),
                row(
                    "Maven, to build",
                    only("<version>\\[(\\d+\\.[0-9.]+),\\)", POM) + " and later",
                    ""))
            .stream()
            .collect(joining());

    assertThat(Repository.text("README.md"))
        .contains(HEAD + rows)
        .doesNotContain(HEAD + rows + "|");
  }

  /** Returns the versions in the POMs of a consumer, in order. */
  private static List<String> inConsumer(String property, String project) {
    Path folder = Repository.file("testkit", "src/test/resources").resolve(project);
    return List.copyOf(
        Repository.foundIn("<" + property + ">([^<$]+)<", Repository.files(folder, "pom.xml")));
  }

  private static String row(String what, String versions, String tested) {
    return "| " + what + " | " + versions + " | " + tested + " |\n";
  }

  private static String major(String version) {
    return version.substring(0, version.indexOf('.'));
  }

  private static String minor(String version) {
    return version.substring(0, version.indexOf('.', version.indexOf('.') + 1));
  }
}
