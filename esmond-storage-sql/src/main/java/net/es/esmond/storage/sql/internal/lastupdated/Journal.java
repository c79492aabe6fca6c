package net.es.esmond.storage.sql.internal.lastupdated;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal keeps touches that are not yet written to the database for the next process. Each touch
 * is a line in the newest of several segments. Nothing is forced to disk, so the journal survives a
 * crash of the process and not one of the machine. A disk that fails costs the journal and no
 * touch. Threads synchronize on the journal itself.
 */
final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final Pattern SEGMENT = Pattern.compile("0(\\d{18})\\.touches");

  /** Folders in use: a process that closes a second channel to a locked file unlocks the file. */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final @Nullable Path folder;
  private final long compactAtBytes;
  private final List<Path> older = new ArrayList<>();
  private @Nullable Path inUse;
  private @Nullable FileChannel lock;

  /** The newest segment: no channel, which the interrupt of a thread that touches would close. */
  private @Nullable RandomAccessFile current;

  private @Nullable Path currentPath;
  private long number;
  private volatile long bytes;
  private boolean failing;

  private Journal(@Nullable Path folder, long compactAtBytes) {
    this.folder = folder;
    this.compactAtBytes = compactAtBytes;
  }

  static Journal none() {
    return new Journal(null, Long.MAX_VALUE);
  }

  /**
   * Opens the journal in a folder, which is created if absent.
   *
   * @param compactAtBytes size beyond which the journal {@link #wantsCompaction}
   * @throws InvalidInputException when the folder cannot be used, or another process uses it
   */
  static Journal open(Path folder, long compactAtBytes) {
    Journal journal = new Journal(folder, compactAtBytes);
    try {
      journal.open();
      return journal;
    } catch (IOException | RuntimeException e) {
      journal.close();
      InvalidInputException refused =
          new InvalidInputException(
              "sql_db_touch_journal",
              folder.toString(),
              "must be a folder that this process alone can write to");
      refused.addSuppressed(e);
      throw refused;
    }
  }

  private synchronized void open() throws IOException {
    Path directory = Files.createDirectories(Objects.requireNonNull(folder)).toRealPath();
    if (!IN_USE.add(directory)) {
      throw new IOException("this process has opened the journal already");
    }
    inUse = directory;
    lock =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      throw new IOException("another process has locked the journal");
    }
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(Files::isRegularFile).sorted().forEach(this::addOlder);
    }
    openSegment(directory);
  }

  /** Adds a segment of an earlier process. Files of others are left alone. */
  private void addOlder(Path file) {
    String name = file.getFileName().toString();
    Matcher segment = SEGMENT.matcher(name);
    if (segment.matches()) {
      older.add(file);
      number = Math.max(number, Long.parseLong(segment.group(1)));
    } else if (name.endsWith(".touches")) {
      LOG.warn("{} is no segment of the journal, and is left alone; see what it is", file);
    }
  }

  private void openSegment(Path directory) throws IOException {
    Path path = directory.resolve(String.format(Locale.ROOT, "%019d.touches", ++number));
    Files.createFile(path);
    current = new RandomAccessFile(path.toFile(), "rw");
    currentPath = path;
  }

  boolean enabled() {
    return folder != null;
  }

  /**
   * Reads the touches that earlier processes left, and skips damaged lines. The caller then calls
   * {@link #discardOlder}.
   */
  void replay(BiConsumer<String, EventType> touches) {
    List<Path> files;
    synchronized (this) {
      files = List.copyOf(older);
    }
    for (Path file : files) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] fields = line.split("\t", -1);
          // A line that was cut off lacks its dot. A line feed comes first: the next line is whole.
          if (fields.length == 3 && fields[2].equals(".") && isWhole(fields[0])) {
            Optional<EventType> eventType = EventType.find(fields[1]);
            eventType.ifPresent(type -> touches.accept(fields[0], type));
          }
        }
      } catch (IOException e) {
        LOG.warn("touches in {} cannot be read and are lost: {}", file, e.toString());
      }
    }
  }

  /** Bytes that a crash of the machine spoiled are NULs or no text, and no database takes them. */
  private static boolean isWhole(String key) {
    return key.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
  }

  synchronized void append(EventTypeRows rows) {
    if (current == null) {
      return;
    }
    try {
      byte[] line =
          ("\n" + rows.metadataKey + "\t" + rows.eventType.esmondName() + "\t.").getBytes(UTF_8);
      bytes += line.length;
      current.write(line);
      failing = false;
    } catch (IOException e) {
      failed("cannot be appended to", e);
    }
  }

  /** Begins a segment, unless the newest one is still empty. */
  synchronized void rotate() {
    if (current == null || folder == null) {
      return;
    }
    try {
      if (current.getFilePointer() == 0) {
        return;
      }
      RandomAccessFile full = current;
      Path fullPath = currentPath;
      openSegment(folder);
      full.close();
      if (fullPath != null) {
        older.add(fullPath);
      }
    } catch (IOException e) {
      failed("cannot begin a segment", e);
    }
  }

  /** Removes all segments but the newest. */
  synchronized void discardOlder() {
    try {
      for (Path file : older) {
        Files.deleteIfExists(file);
      }
      older.clear();
      bytes = current == null ? 0 : current.getFilePointer();
    } catch (IOException e) {
      failed("cannot be emptied", e);
    }
  }

  boolean wantsCompaction() {
    return bytes > compactAtBytes;
  }

  private void failed(String what, IOException e) {
    if (!failing) {
      LOG.warn(
          "the journal in {} {}; until that is mended, a crash may lose touches: {}",
          folder,
          what,
          e.toString());
    }
    failing = true;
  }

  /** Closes the files, and leaves the touches in them to the next process. */
  @Override
  public synchronized void close() {
    for (Closeable file : new Closeable[] {current, lock}) {
      try {
        if (file != null) {
          file.close();
        }
      } catch (IOException e) {
        failed("cannot be closed", e);
      }
    }
    current = null;
    lock = null;
    if (inUse != null) {
      IN_USE.remove(inUse);
      inUse = null;
    }
  }
}
