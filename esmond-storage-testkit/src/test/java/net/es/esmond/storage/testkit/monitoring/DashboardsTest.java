package net.es.esmond.storage.testkit.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.testkit.architecture.Repository;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dashboards have the form that Grafana imports, and show only what is measured. */
class DashboardsTest {
  private static final String DATA_SOURCE = "${datasource}";

  private final PromQl promQl = new PromQl();

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void a_dashboard_has_the_form_that_grafana_imports(String module) throws IOException {
    Map<String, Object> dashboard = dashboard(module);

    assertThat(dashboard).containsEntry("id", null).containsKeys("time", "annotations", "tags");
    assertThat(Tree.text(dashboard, "uid")).hasSizeLessThanOrEqualTo(40);
    Tree.text(dashboard, "title");
    assertThat(Tree.number(dashboard, "schemaVersion")).isBetween(36, 41);
    assertThat(Tree.list(dashboard, "panels"))
        .extracting(panel -> Tree.number(panel, "id"))
        .doesNotHaveDuplicates();
    assertThat(Tree.list(dashboard, "panels")).allSatisfy(DashboardsTest::assertPanel);
  }

  private static Map<String, Object> dashboard(String module) throws IOException {
    return new ObjectMapper()
        .readValue(
            Repository.text(module, "monitoring/grafana-dashboard.json"), new TypeReference<>() {});
  }

  private static void assertPanel(Map<String, Object> panel) {
    Tree.text(panel, "title");
    if (Tree.text(panel, "type").equals("row")) {
      return;
    }
    Tree.text(panel, "description");
    assertThat(Tree.text(Tree.map(panel, "datasource"), "uid")).isEqualTo(DATA_SOURCE);
    assertThat(Tree.map(Tree.map(panel, "fieldConfig"), "defaults")).containsKey("unit");
    assertThat(Tree.list(panel, "targets"))
        .isNotEmpty()
        .allSatisfy(
            target -> {
              Tree.text(target, "expr");
              Tree.text(target, "legendFormat");
              assertThat(Tree.text(Tree.map(target, "datasource"), "uid")).isEqualTo(DATA_SOURCE);
            })
        .extracting(target -> Tree.text(target, "refId"))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void panels_lie_on_the_grid_side_by_side(String module) throws IOException {
    Set<List<Integer>> taken = new HashSet<>();

    for (Map<String, Object> panel : Tree.list(dashboard(module), "panels")) {
      Map<String, Object> place = Tree.map(panel, "gridPos");
      int left = Tree.number(place, "x");
      int top = Tree.number(place, "y");
      assertThat(left + Tree.number(place, "w")).isLessThanOrEqualTo(24);
      for (int x = left; x < left + Tree.number(place, "w"); x++) {
        for (int y = top; y < top + Tree.number(place, "h"); y++) {
          assertThat(taken.add(List.of(x, y)))
              .as("%s at %d, %d", panel.get("title"), x, y)
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void the_data_source_is_a_variable(String module) throws IOException {
    List<Map<String, Object>> variables =
        Tree.list(Tree.map(dashboard(module), "templating"), "list");

    assertThat(variables)
        .extracting(variable -> Tree.text(variable, "name"))
        .containsExactly("datasource", "instance", "storage");
    assertThat(variables.get(0))
        .containsEntry("type", "datasource")
        .containsEntry("query", "prometheus");
    assertThat(variables.subList(1, 3))
        .allSatisfy(variable -> promQl.check(Tree.text(Tree.map(variable, "query"), "query")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void every_query_is_of_documented_meters(String module) throws IOException {
    List<String> queries = new ArrayList<>();
    for (Map<String, Object> panel : Tree.list(dashboard(module), "panels")) {
      if (panel.containsKey("targets")) {
        Tree.list(panel, "targets").forEach(target -> queries.add(Tree.text(target, "expr")));
      }
    }

    assertThat(queries).isNotEmpty().allSatisfy(promQl::check);
  }
}
