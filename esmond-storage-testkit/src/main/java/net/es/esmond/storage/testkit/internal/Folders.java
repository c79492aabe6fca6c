package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the testkit keeps files: a cache that outlives it, and folders for one server. What cannot
 * be written is an error that names the property which leads elsewhere.
 */
public final class Folders {
  /** System property that moves the cache. */
  public static final String CACHE_PROPERTY = "esmond.testkit.cache";

  static final String TEMPORARY_PROPERTY = "java.io.tmpdir";

  private static final Object FILE_LOCKS = new Object();
  private static @Nullable Path temporaryRoot;

  private Folders() {}

  /** Returns a folder in the cache, made if absent; the cache is shared by all JVMs of a user. */
  public static Path cache(String name) {
    return create(cacheRoot().resolve(name));
  }

  static Path cacheRoot() {
    String set = System.getProperty(CACHE_PROPERTY);
    Path cache =
        set == null
            ? Path.of(System.getProperty("user.home"), ".cache", "esmond-testkit")
            : Path.of(set);
    return cache.toAbsolutePath();
  }

  /** Creates a folder that is removed when this JVM has ended, if not before. */
  public static Path temporary(String prefix) {
    Path root = temporaryRoot();
    return Disk.writing(root, () -> Files.createTempDirectory(root, prefix + "-"));
  }

  /** Returns the one folder in which everything temporary of this JVM lies. */
  private static synchronized Path temporaryRoot() {
    Path root = temporaryRoot;
    if (root == null) {
      Path parent = temporaryParent();
      root = Disk.writing(parent, () -> Files.createTempDirectory(parent, "esmond-testkit-"));
      Guardian.removeAtEnd(root);
      temporaryRoot = root;
    }
    return root;
  }

  static Path temporaryParent() {
    return Path.of(System.getProperty(TEMPORARY_PROPERTY)).toAbsolutePath();
  }

  /**
   * Creates a folder beside a place in the cache, for what is moved there once it is complete. If
   * this JVM ends before, the folder is removed.
   */
  public static Path unfinished(Path place) {
    Path parent = Objects.requireNonNull(place.toAbsolutePath().getParent());
    Path folder = Disk.writing(parent, () -> Files.createTempDirectory(parent, "unfinished-"));
    Guardian.removeAtEnd(folder);
    return folder;
  }

  /** Creates a folder and its parents, if absent. */
  public static Path create(Path folder) {
    // A link to a folder, which the cache may be, is none that Java 17 takes for one.
    return Disk.writing(
        folder, () -> Files.isDirectory(folder) ? folder : Files.createDirectories(folder));
  }

  /** Writes a text file. */
  public static Path write(Path file, String text) {
    return Disk.writing(file, () -> Files.writeString(file, text));
  }

  /** Copies a folder with all that is in it. */
  public static void copy(Path source, Path target) {
    Disk.writing(
        target,
        () -> {
          try (Stream<Path> all = Files.walk(source)) {
            Files.createDirectories(target.getParent());
            for (Path one : (Iterable<Path>) all::iterator) {
              Files.copy(one, target.resolve(source.relativize(one).toString()));
            }
            return target;
          }
        });
  }

  /** Deletes a file or a whole folder; does nothing when it is null or absent. */
  public static void deleteIfExists(@Nullable Path root) {
    if (root == null || !Files.exists(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs work that one JVM, and one thread in it, may do at a time for each lock file. */
  public static <T> T locked(Path lockFile, Supplier<T> work) {
    // A file lock belongs to the whole JVM: the monitor keeps its threads apart.
    synchronized (FILE_LOCKS) {
      return Disk.writing(
          lockFile,
          () -> {
            try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
              channel.lock();
              return work.get();
            }
          });
    }
  }
}
