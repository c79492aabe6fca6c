package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.Parallel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system tables of a ring that has just been started for the first time, kept in the cache:
 * nodes that begin with them need not make them. Only for rings in temporary folders without
 * settings of their own, which are all alike.
 *
 * @param folder in the cache, or where it is to be: for each node's number its data; null when this
 *     ring has no image
 */
record RingImage(@Nullable Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(RingImage.class);

  /** To be raised when cassandra.yaml or jvm.options change what a node writes at its start. */
  private static final int FORMAT = 1;

  private static final Duration SNAPSHOT_TIMEOUT = Duration.ofMinutes(1);

  /** Addresses and ports, which differ from ring to ring. */
  private static final String PEERS = "peer";

  static RingImage none() {
    return new RingImage(null);
  }

  /** The image of rings that run this release and have the same layout. */
  static RingImage of(Path images, CassandraRelease release, RingLayout layout) {
    String all = release.jdk() + release.classPath() + layout;
    String key = Integer.toHexString(all.hashCode());
    String name = "cassandra-" + release.version() + "-" + layout.size() + "-" + FORMAT + "-" + key;
    return new RingImage(images.resolve(name));
  }

  boolean exists() {
    return folder != null && Files.exists(folder);
  }

  boolean isWanted() {
    return folder != null && !Files.exists(folder);
  }

  /** Gives a node that has no data yet the image's. */
  void restore(int number, Path data) {
    if (folder != null && exists() && !Files.exists(data)) {
      Folders.copy(folder.resolve(Integer.toString(number)), data);
    }
  }

  /**
   * Takes the image of a ring that nobody has used yet. Whoever comes second drops what it took;
   * and without an image, because the disk is full, say, the ring is up all the same.
   */
  void take(List<CassandraNode> nodes) {
    if (folder == null) {
      return;
    }
    try {
      Path unfinished = Folders.unfinished(folder);
      try {
        Parallel.run(
            nodes.stream()
                .<Runnable>map(node -> () -> take(node, unfinished.resolve("" + node.number())))
                .toList());
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.deleteIfExists(unfinished);
      }
    } catch (IOException | UncheckedIOException | ServerException e) {
      if (!exists()) {
        LOG.warn("No image of the ring was kept: later rings start slower", e);
      }
    }
  }

  /** A snapshot is consistent while the node runs: files that it never changes, linked. */
  private static void take(CassandraNode node, Path target) {
    String tag = "image";
    NodeJmx.takeSnapshot(node, SNAPSHOT_TIMEOUT, tag);
    for (Path table : tables(node.data())) {
      Path snapshot = table.resolve("snapshots").resolve(tag);
      if (Files.exists(snapshot)) {
        if (!table.getFileName().toString().startsWith(PEERS)) {
          Folders.copy(snapshot, target.resolve(node.data().relativize(table)));
        }
        Folders.deleteIfExists(table.resolve("snapshots"));
      }
    }
  }

  private static List<Path> tables(Path data) {
    try (Stream<Path> all = Files.find(data, 2, (path, is) -> is.isDirectory())) {
      return all.filter(path -> data.relativize(path).getNameCount() == 2).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moved away first, so that nobody finds half of it. */
  void discard() {
    if (folder == null) {
      return;
    }
    try {
      Path doomed = Folders.unfinished(folder);
      try {
        Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Somebody else has found it broken too.
      } finally {
        Folders.deleteIfExists(doomed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
