package net.es.esmond.storage.cassandra.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import net.es.esmond.storage.error.ConfException;

/**
 * Refuses a class path with two copies of the driver. The driver is published under old and new
 * coordinates with the same packages, so a build tool may take both. Classes of two versions then
 * fail at random.
 */
public final class DriverCopies {
  private static final String CLASS = "com/datastax/oss/driver/api/core/CqlSession.class";

  private DriverCopies() {}

  /**
   * Checks that the driver is on a class path at most once.
   *
   * @param loader the loader of the class path
   * @throws ConfException when the driver is there twice; names both jars
   */
  public static void requireOne(ClassLoader loader) {
    // Names of jars: whole paths would not fit into a message.
    List<String> copies;
    try {
      copies =
          Collections.list(loader.getResources(CLASS)).stream()
              .map(url -> url.getPath().replaceFirst("!?/" + CLASS, ""))
              .map(path -> path.substring(path.lastIndexOf('/') + 1))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (copies.size() > 1) {
      throw new ConfException(
          "class path",
          0,
          "java-driver-core",
          copies.toString(),
          "must be there once: exclude com.datastax.oss:java-driver-core, which"
              + " org.apache.cassandra:java-driver-core replaces, or the older version");
    }
  }
}
