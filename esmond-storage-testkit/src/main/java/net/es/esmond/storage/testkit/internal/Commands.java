package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.testkit.ServerException;

/** Runs programs that end by themselves. */
public final class Commands {
  private Commands() {}

  /** Runs a program; see {@link #run(List, Map, Duration)}. */
  public static String run(List<String> command, Duration timeout) {
    return run(command, Map.of(), timeout);
  }

  /**
   * Runs a program to its end. It ends with this JVM.
   *
   * @param command program and arguments
   * @param environment added to this process's own
   * @param timeout after which the program is killed
   * @return what it wrote to standard output and error
   * @throws ServerException if it fails or takes too long; the message holds what it wrote
   */
  public static String run(
      List<String> command, Map<String, String> environment, Duration timeout) {
    // A file, not a pipe: a child that lives on with the pipe open would block the reader for ever.
    Path output = null;
    Process started = null;
    try {
      output = Folders.temporary("output").resolve("all");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      started = process;
      Guardian.watch(process.pid());
      process.getOutputStream().close();
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      end(process);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new ServerException(
            String.join(" ", command)
                + (ended ? " ended with status " + process.exitValue() : " took over " + timeout)
                + ":\n"
                + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("Interrupted while running " + command.get(0), e);
    } catch (IOException e) {
      throw new ServerException(command.get(0) + " could not be run: " + e.getMessage(), e);
    } finally {
      if (started != null) {
        end(started);
        Guardian.forget(started.pid());
      }
      Folders.deleteIfExists(output == null ? null : output.getParent());
    }
  }

  /** Kills a program that is still there: its time is up, or nobody waits for it any more. */
  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
