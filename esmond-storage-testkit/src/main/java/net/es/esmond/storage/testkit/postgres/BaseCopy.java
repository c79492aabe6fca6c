package net.es.esmond.storage.testkit.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;

/**
 * Copies the files of a running server, from which a standby starts: what pg_basebackup does, which
 * does not come with the programs we use.
 */
final class BaseCopy {
  /** The standby gets its own, or must start without. */
  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "backup_label");

  /** Folders that must exist, but whose files the standby gets by streaming or not at all. */
  private static final Set<String> EMPTIED =
      Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify", "pg_subtrans");

  private BaseCopy() {}

  /** Replaces the target's files by a copy of the primary's that follows it. */
  static void take(PostgresServer primary, Path target) {
    Folders.deleteIfExists(target);
    try (Connection connection = primary.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', fast => true)");
      copy(primary.data(), target);
      // Must be asked on the connection that started the backup.
      try (ResultSet label =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        label.next();
        Files.writeString(target.resolve("backup_label"), label.getString(1));
      }
      Files.writeString(target.resolve("standby.signal"), "");
    } catch (SQLException | IOException e) {
      throw new ServerException("The files of " + primary.name() + " could not be copied", e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path inside = source.relativize(folder);
            Files.copy(folder, target.resolve(inside), StandardCopyOption.COPY_ATTRIBUTES);
            return EMPTIED.contains(inside.toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path inside = source.relativize(file);
            if (!LEFT_OUT.contains(inside.toString())) {
              try {
                Files.copy(file, target.resolve(inside), StandardCopyOption.COPY_ATTRIBUTES);
              } catch (NoSuchFileException e) {
                // The server goes on working: what it removed is not missed by the standby.
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
