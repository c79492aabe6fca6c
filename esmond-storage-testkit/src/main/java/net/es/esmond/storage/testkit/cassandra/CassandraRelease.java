package net.es.esmond.storage.testkit.cassandra;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.ServerJars;
import net.es.esmond.storage.testkit.internal.ServerJdk;

/**
 * A version of Cassandra, ready to run: its jars, the JDK that runs it, and what it needs there.
 *
 * @param version of {@code cassandra-all}
 * @param options for the JVM, beside those that every version needs
 */
record CassandraRelease(
    String version,
    ServerJdk jdk,
    String classPath,
    ClassArchive classArchive,
    List<String> options) {
  /** The first Java whose system property can allow a security manager, and whose rules ask so. */
  private static final int ALLOWING_FEATURE = 12;

  CassandraRelease {
    options = List.copyOf(options);
  }

  static CassandraRelease of(String version, Path ringFolder) {
    ServerJdk jdk = ServerJdk.find();
    List<Path> jars = ServerJars.resolve("org.apache.cassandra", "cassandra-all", version);
    String classPath =
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    boolean measuresByAgent = version.startsWith("4.");
    return new CassandraRelease(
        version,
        jdk,
        classPath,
        ClassArchive.of(version, jdk, classPath, ringFolder, !measuresByAgent),
        measuresByAgent ? agent(jdk, jars) : List.of());
  }

  /** What Cassandra 4 needs: Java 17 hides from it how large its objects are, but for an agent. */
  private static List<String> agent(ServerJdk jdk, List<Path> jars) {
    Path agent =
        jars.stream()
            .filter(jar -> jar.getFileName().toString().startsWith("jamm-"))
            .findFirst()
            .orElseThrow(() -> new ServerException("Cassandra 4 needs jamm, but has " + jars));
    List<String> options = new ArrayList<>(List.of("-javaagent:" + agent));
    if (jdk.feature() >= ALLOWING_FEATURE) {
      options.add("-Djava.security.manager=allow");
    }
    return options;
  }
}
