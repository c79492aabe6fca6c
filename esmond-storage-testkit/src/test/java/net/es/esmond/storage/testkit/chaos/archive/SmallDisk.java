package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;

/** A file system in memory, small enough to be filled. */
final class SmallDisk implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final byte[] BLOCK = new byte[64 << 10];

  private final Path folder;
  private final Thread unmounting = new Thread(this::unmount);

  /** Mounts it at a folder, which is made if absent. */
  SmallDisk(Path folder, int megabytes) {
    this.folder = Folders.create(folder);
    Commands.run(
        List.of(
            "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
        TIMEOUT);
    // A mounted folder would outlive this process.
    Runtime.getRuntime().addShutdownHook(unmounting);
  }

  /** Returns why this machine gives no such disks; empty if it does. */
  static String unavailable(Path scratch) {
    try {
      new SmallDisk(scratch, 1).close();
      return "";
    } catch (ServerException e) {
      return "no file system can be mounted (root may): "
          + e.getMessage().lines().reduce((first, last) -> last).orElse("");
    }
  }

  /** Leaves no room at all. */
  void fill() {
    try (OutputStream filling = Files.newOutputStream(filling())) {
      while (true) {
        filling.write(BLOCK);
      }
    } catch (IOException e) {
      // There is no space left on the device.
      return;
    }
  }

  void free() {
    try {
      Files.deleteIfExists(filling());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filling() {
    return folder.resolve("filling");
  }

  private void unmount() {
    Commands.run(List.of("umount", "-l", folder.toString()), TIMEOUT);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(unmounting);
    unmount();
  }
}
