package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import net.es.esmond.storage.testkit.ServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerJarsTest {
  private static final String JARS = "esmond.testkit.jars";

  private final SystemProperties properties = new SystemProperties();
  @TempDir Path folder;

  @BeforeEach
  void takeMavenAway() {
    properties.set("esmond.testkit.cache", folder.resolve("cache"));
    properties.set("esmond.testkit.mvn", "/bin/false");
  }

  @AfterEach
  void putBack() {
    properties.close();
  }

  @Test
  void jars_that_are_given_need_no_maven() throws Exception {
    Path needed = file("needed-2.jar");
    Path server = file("server-1.jar");
    properties.set(JARS, needed + File.pathSeparator + server);

    assertThat(ServerJars.resolve("org.example", "server", "1")).containsExactly(server, needed);
  }

  @Test
  void a_folder_stands_for_its_jars() throws Exception {
    file("readme.txt");
    Path needed = file("needed-2.jar");
    Path server = file("server-1.jar");
    properties.set(JARS, folder);

    assertThat(ServerJars.resolve("org.example", "server", "1")).containsExactly(server, needed);
  }

  @Test
  void a_jar_that_is_given_and_absent_is_named() {
    properties.set(JARS, folder.resolve("absent.jar"));

    assertThatThrownBy(() -> ServerJars.resolve("org.example", "server", "1"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(JARS)
        .hasMessageContaining("absent.jar");
  }

  @Test
  void a_maven_that_fails_names_all_ways_around() throws Exception {
    properties.set(JARS, file("server-2.jar"));

    assertThatThrownBy(() -> ServerJars.resolve("org.example", "server", "1"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("org.example:server:1")
        .hasMessageContaining("esmond.testkit.mvn.args")
        .hasMessageContaining(JARS);
  }

  private Path file(String name) throws Exception {
    return Files.createFile(folder.resolve(name));
  }
}
