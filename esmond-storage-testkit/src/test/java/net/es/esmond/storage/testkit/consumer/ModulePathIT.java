package net.es.esmond.storage.testkit.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A program on the module path writes to real servers, started in the ways of HOSTS.md. */
class ModulePathIT {
  private static final Path PROJECT = Path.of("src/test/resources/consumer-modules");
  private static final Path PAGE = Path.of("../esmond-storage-core/HOSTS.md");
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @RegisterExtension
  static final ServerExtension<PostgresServer> POSTGRES =
      ServerExtension.of(PostgresServer.builder()::start);

  private static Path project;
  private static Path conf;

  @BeforeAll
  static void build() throws IOException {
    InstalledArtifacts installed =
        InstalledArtifacts.in(Path.of("target/consumer-modules").toAbsolutePath());
    project = installed.copyOf(PROJECT, "project");
    installed.build(
        project,
        "-q",
        "compile",
        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies",
        "-DoutputDirectory=" + project.resolve("lib"));
    conf = conf();
  }

  @Test
  void runs_with_the_flag_of_the_page() throws IOException {
    assertThat(run(here(), "target/classes", flags("--add-modules"))).contains("serves: true");
  }

  @Test
  void runs_without_flags_with_the_requires_of_the_page() throws IOException {
    Path sources = project.resolve("src/main/java");
    Path named = Files.writeString(project.resolve("module-info.java"), moduleInfo());
    Commands.run(
        List.of(
            here().resolve("bin/javac").toString(),
            "--module-path",
            project.resolve("lib").toString(),
            "-d",
            project.resolve("named").toString(),
            named.toString(),
            sources.resolve("org/example/app/Main.java").toString()),
        TIMEOUT);

    assertThat(run(here(), "named", List.of())).contains("serves: true");
  }

  @Test
  void prints_no_warning_on_java25_with_the_flags_of_the_page() throws IOException {
    List<Path> homes = Jdks.ofFeature(25);
    assumeTrue(!homes.isEmpty(), "no JDK 25 in JAVA_HOME* or /usr/lib/jvm");

    String printed =
        run(
            homes.get(0),
            "target/classes",
            flags("--add-modules", "--sun-misc-unsafe-memory-access"));

    assertThat(printed).contains("serves: true").doesNotContain("WARNING: A ");
  }

  /** Runs the program; returns all that it printed. */
  private static String run(Path jdk, String classes, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.add("--module-path");
    command.add(project.resolve(classes) + File.pathSeparator + project.resolve("lib"));
    command.addAll(flags);
    command.addAll(List.of("--module", "org.example.app/org.example.app.Main", conf.toString()));
    return Commands.run(command, TIMEOUT);
  }

  private static Path here() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Returns flags with the values that the page gives them. */
  private static List<String> flags(String... names) throws IOException {
    List<String> flags = new ArrayList<>();
    for (String name : names) {
      flags.add(name + "=" + only(name + "[ =]([\\w,-]+)"));
    }
    return flags;
  }

  private static String moduleInfo() throws IOException {
    return only("```java\n(module .*?)```");
  }

  private static String only(String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertThat(matcher.find()).as("%s in %s", pattern, PAGE).isTrue();
    return matcher.group(1);
  }

  private static Path conf() throws IOException {
    PostgresServer postgres = POSTGRES.get();
    postgres.createDatabase("modules");
    String servers =
        SharedRing.servers().stream().map(Object::toString).collect(Collectors.joining(", "));
    return Files.writeString(
        project.resolve("esmond.conf"),
        """
        [main]
        cassandra_servers = %s
        cassandra_keyspace = modules
        cassandra_replicas = 3
        sql_db_host = %s
        sql_db_port = %s
        sql_db_name = modules
        sql_db_user = %s
        sql_db_password = %s
        """
            .formatted(
                servers,
                postgres.address().getAddress().getHostAddress(),
                postgres.address().getPort(),
                postgres.user(),
                postgres.password()));
  }
}
