package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ServerJdk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cassandra's loaded classes, shared by all nodes from the second ring on: it saves a quarter of a
 * node's processor time at start. The first node of the first ring records them when it stops.
 *
 * @param archive in the cache, or where it is to be
 * @param recorded where the recording node writes it
 * @param possible whether the JDK can do this
 */
record ClassArchive(Path archive, Path recorded, boolean possible) {
  /** The number of the node that records. */
  static final int RECORDER = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final int FIRST_FEATURE = 13;

  /** The archive of a version; none where its JVM is watched by an agent, which forbids it. */
  static ClassArchive of(
      String version, ServerJdk jdk, String classPath, Path ringFolder, boolean agentless) {
    String key = Integer.toHexString((jdk + classPath).hashCode());
    return new ClassArchive(
        Folders.cache("classes").resolve("cassandra-" + version + "-" + key + ".jsa"),
        ringFolder.resolve("classes-" + version + ".jsa"),
        agentless && jdk.feature() >= FIRST_FEATURE);
  }

  /** The options for a node: to use the archive, to record it, or none. */
  List<String> options(int number) {
    if (possible && Files.exists(archive)) {
      // A stale archive is passed over by the JVM in silence.
      return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }
    return possible && number == RECORDER
        ? List.of("-XX:ArchiveClassesAtExit=" + recorded, "-Xlog:cds*=off")
        : List.of();
  }

  boolean isWanted() {
    return possible && !Files.exists(archive);
  }

  /**
   * Takes over what a node has recorded; whoever comes second replaces it with the same. Without an
   * archive, because the disk is full, say, the next ring starts all the same.
   */
  void keep() {
    if (Files.exists(recorded)) {
      Path unfinished = null;
      try {
        unfinished = Folders.unfinished(archive);
        Path sameDisk = Files.copy(recorded, unfinished.resolve("classes"));
        Files.move(sameDisk, archive, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | ServerException e) {
        LOG.warn("No archive of Cassandra's classes was kept: later rings start slower", e);
      } finally {
        Folders.deleteIfExists(unfinished);
      }
    }
  }
}
