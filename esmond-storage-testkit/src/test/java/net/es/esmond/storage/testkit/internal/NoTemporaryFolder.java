package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the folder of everything temporary away for a block: no signal can be sent, say. */
public final class NoTemporaryFolder implements AutoCloseable {
  private final Path root;
  private final Path away;

  /** Takes it away. */
  public NoTemporaryFolder() throws IOException {
    Path any = Folders.temporary("any");
    root = any.getParent();
    Files.delete(any);
    away = Files.move(root, root.resolveSibling(root.getFileName() + "-away"));
  }

  @Override
  public void close() throws IOException {
    Files.move(away, root);
  }
}
