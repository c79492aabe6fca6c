package net.es.esmond.storage.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.es.esmond.storage.error.TransferException;

/** A folder of documents or lines; each file is a part. */
final class FolderSource implements ImportSource {
  private static final String KINDS = "(?i).*\\.(json|jsonl|csv)(\\.gz)?";

  private final Path folder;
  private final List<FilePart> files;

  FolderSource(Path folder) {
    this.folder = folder;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(KINDS))
              .sorted()
              .map(file -> new FilePart(folder, file))
              .toList();
    } catch (IOException e) {
      throw new TransferException(folder + " could not be read: name a folder of an archive", e);
    }
  }

  @Override
  public String name() {
    return folder.toAbsolutePath().normalize().toString();
  }

  @Override
  public Iterator<FilePart> parts() {
    return files.iterator();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(files.size());
  }

  @Override
  public void close() {}
}
