package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import net.es.esmond.storage.testkit.ServerException;

/** Says, when files cannot be written, which system property leads elsewhere. */
public final class Disk {
  /** A server that fails with less room than this has most likely failed for want of it. */
  private static final long LITTLE_ROOM = 64L << 20;

  private Disk() {}

  /** Work that writes files. */
  @FunctionalInterface
  public interface Writing<T> {
    /** Writes. */
    T run() throws IOException;
  }

  /**
   * Runs work that writes files.
   *
   * @param where the folder or file that it writes
   * @return what it returns
   * @throws ServerException if it cannot write
   */
  public static <T> T writing(Path where, Writing<T> work) {
    try {
      return work.run();
    } catch (IOException | UncheckedIOException e) {
      throw new ServerException(
          "Cannot write to %s: %s. Make room or give access, or %s"
              .formatted(where, e, elsewhere(where)),
          e);
    }
  }

  /** Returns what to do if there is little room left; empty if there is enough. */
  static String hintIfFull(Path where) {
    long room = where.toFile().getUsableSpace();
    return room >= LITTLE_ROOM
        ? ""
        : "; only %s MiB are free there: make room, or %s".formatted(room >> 20, elsewhere(where));
  }

  private static String elsewhere(Path where) {
    if (where.startsWith(Folders.cacheRoot())) {
      return "set the system property "
          + Folders.CACHE_PROPERTY
          + " to another folder for the cache";
    }
    return where.startsWith(Folders.temporaryParent())
        ? "set the system property "
            + Folders.TEMPORARY_PROPERTY
            + " to another folder for the servers' files"
        : "choose another folder";
  }
}
