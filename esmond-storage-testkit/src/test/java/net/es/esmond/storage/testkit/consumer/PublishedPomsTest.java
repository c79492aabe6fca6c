package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import net.es.esmond.storage.testkit.architecture.Repository;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** The POMs as hosts get them: they choose no version but that of this library's own artifacts. */
class PublishedPomsTest {
  private static final List<String> MODULES =
      List.of(
          "esmond-storage-core",
          "esmond-storage-cassandra",
          "esmond-storage-sql",
          "esmond-storage-testkit");
  private static final String MANAGED = "/project/dependencyManagement/dependencies/dependency";

  @Test
  void the_parent_as_a_bom_manages_its_modules_alone() throws Exception {
    File parent = new File("../pom.xml");

    assertThat(texts(parent, MANAGED + "/artifactId")).isEqualTo(MODULES);
    assertThat(texts(parent, MANAGED + "/groupId")).containsOnly("net.es.esmond");
    assertThat(texts(parent, MANAGED + "/version")).containsOnly("${project.version}");
    assertThat(texts(parent, MANAGED + "/scope")).isEmpty();
  }

  @Test
  void no_module_manages_what_its_users_would_not_get() throws Exception {
    for (String module : MODULES) {
      assertThat(texts(new File("../" + module + "/pom.xml"), MANAGED + "/artifactId"))
          .as(module)
          .isEmpty();
    }
  }

  @Test
  void the_parent_names_its_home_its_source_and_its_developers() throws Exception {
    File parent = new File("../pom.xml");
    String home = texts(parent, "/project/url").get(0);

    assertThat(home).endsWith("/esmond-storage");
    assertThat(texts(parent, "/project/scm/url")).containsExactly(home);
    assertThat(texts(parent, "/project/scm/connection"))
        .containsExactly("scm:git:" + home + ".git");
    assertThat(texts(parent, "/project/developers/developer/name")).isNotEmpty();
  }

  @Test
  void the_readme_says_that_no_licence_is_chosen_while_none_is() throws Exception {
    File parent = new File("../pom.xml");

    assertThat(texts(parent, "/project/licenses")).hasSize(1);
    assertThat(Repository.text("README.md").contains("No licence has been chosen yet"))
        .isEqualTo(texts(parent, "/project/licenses/license").isEmpty());
  }

  private static List<String> texts(File pom, String path) throws Exception {
    NodeList found =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                    path,
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom),
                    XPathConstants.NODESET);
    return IntStream.range(0, found.getLength())
        .mapToObj(index -> found.item(index).getTextContent())
        .toList();
  }
}
