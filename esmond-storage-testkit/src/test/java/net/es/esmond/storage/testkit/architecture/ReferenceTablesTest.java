package net.es.esmond.storage.testkit.architecture;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.testkit.junit.EsmondExtensionBuilder;
import net.es.esmond.storage.testkit.junit.EsmondTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of reference say what the code says: those of options and errors are its Javadoc. */
class ReferenceTablesTest {
  /** What a storage puts among the services itself, and what its tests do. */
  private static final Set<String> INTERNAL = Set.of("HostMeters", "StorageClock");

  @Test
  void every_error_code_is_in_the_table_with_its_remedy() {
    List<DocumentedMember> codes =
        DocumentedMember.in(Repository.source("core", "error/ErrorCode"), "([A-Z_]+)\\(\\w+\\)");
    assertThat(codes)
        .extracting(DocumentedMember::name)
        .containsExactly(Stream.of(ErrorCode.values()).map(ErrorCode::name).toArray(String[]::new));
    assertThat(codes).allSatisfy(code -> assertThat(code.sentences()).hasSizeGreaterThan(1));

    String rows =
        codes.stream()
            .map(
                code ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            code.name(),
                            ErrorCode.valueOf(code.name()).retryable() ? "yes" : "no",
                            code.sentences().get(0),
                            String.join(" ", code.sentences().subList(1, code.sentences().size()))))
            .collect(joining());

    assertTable("core", "ERRORS.md", "| Code | Repeat | What happened | What to do |", rows);
  }

  @ParameterizedTest
  @CsvSource({
    "core, EsmondStorageBuilder",
    "testkit, testkit/junit/EsmondExtensionBuilder",
    "testkit, testkit/cassandra/CassandraRingBuilder",
    "testkit, testkit/postgres/PostgresServerBuilder",
    "testkit, testkit/postgres/PostgresClusterBuilder"
  })
  void every_option_of_a_builder_is_in_its_table(String module, String className) {
    String builder = className.substring(className.lastIndexOf('/') + 1);

    String rows =
        DocumentedMember.in(
                Repository.source(module, className), "public (?:<T> )?" + builder + " (\\w+)\\(")
            .stream()
            .map(
                option ->
                    "| `%s(%s)` | %s | %s |\n"
                        .formatted(
                            option.name(),
                            String.join(", ", option.parameters().keySet()),
                            option.sentences().get(0),
                            values(option)))
            .collect(joining());

    assertTable(module, "OPTIONS.md", "| `" + builder + "` | What it does | Value |", rows);
  }

  private static String values(DocumentedMember option) {
    return option.parameters().size() == 1
        ? option.parameters().values().iterator().next()
        : option.parameters().entrySet().stream()
            .map(parameter -> "`" + parameter.getKey() + "`: " + parameter.getValue())
            .collect(joining("; "));
  }

  @Test
  void every_option_of_replication_is_in_its_table() {
    String rows =
        DocumentedMember.in(
                Repository.source("core", "replication/ReplicationOptions"),
                "public record (\\w+)\\(")
            .get(0)
            .parameters()
            .entrySet()
            .stream()
            .map(component -> "| `%s` | %s |\n".formatted(component.getKey(), component.getValue()))
            .collect(joining());

    assertTable("core", "OPTIONS.md", "| `ReplicationOptions` | Value |", rows);
  }

  @Test
  void an_annotation_has_the_options_of_its_builder() {
    assertThat(EsmondTest.class.getDeclaredMethods())
        .extracting(Method::getName)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EsmondExtensionBuilder.class.getMethods())
                .filter(method -> method.getReturnType() == EsmondExtensionBuilder.class)
                .map(Method::getName)
                .filter(name -> !name.equals("storage"))
                .toList());
  }

  @Test
  void every_service_that_is_asked_for_is_in_the_table() {
    Set<String> services =
        Repository.foundInMain(
            "\\bservices?(?:\\.get)?\\((\\w+)\\.class\\)", "core", "cassandra", "sql");
    services.removeAll(INTERNAL);

    assertThat(Repository.found("\\| `(\\w+)` \\| (?:core|cassandra|sql)\\b", options("core")))
        .isEqualTo(services);
  }

  @Test
  void every_system_property_of_the_testkit_is_in_the_table() {
    Set<String> properties = Repository.foundInMain("\"(esmond\\.testkit\\.[a-z.]+)\"", "testkit");

    assertThat(Repository.found("\\| `(esmond\\.testkit\\.[a-z.]+)` \\|", options("testkit")))
        .isEqualTo(properties);
  }

  private static String options(String module) {
    return Repository.text(module, "OPTIONS.md");
  }

  /** The rows stand below the head, and no others. */
  private static void assertTable(String module, String page, String head, String rows) {
    String table = head + "\n" + head.replaceAll("[^|]+", " --- ") + "\n" + rows;
    assertThat(Repository.text(module, page)).contains(table).doesNotContain(table + "|");
  }
}
