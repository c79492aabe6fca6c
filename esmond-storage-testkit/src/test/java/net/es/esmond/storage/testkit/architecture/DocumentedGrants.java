package net.es.esmond.storage.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

/** The statements with which a module's README grants a role what it needs. */
public final class DocumentedGrants {
  private DocumentedGrants() {}

  /**
   * Returns the statements of a row.
   *
   * @param module the module
   * @param purpose how the row begins
   * @param role the role to which they grant, instead of the one in the README
   */
  public static List<String> of(String module, String purpose, String role) {
    Set<String> row =
        Repository.found(
            "\\| " + purpose + "\\b[^|]*\\| ([^|]*GRANT[^|]*) \\|",
            Repository.text(module, "README.md"));
    assertThat(row).as(purpose).hasSize(1);
    return Repository.found("`(GRANT [^`]* TO )archive`", row.iterator().next()).stream()
        .map(statement -> statement + role)
        .toList();
  }
}
