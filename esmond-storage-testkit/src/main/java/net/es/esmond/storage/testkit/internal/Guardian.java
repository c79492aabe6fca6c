package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;

/**
 * One small shell process for each JVM that outlives it for a moment, to kill the servers it leaves
 * and remove their folders. A shutdown hook would not do: nothing runs in a JVM that is killed.
 */
public final class Guardian {
  private static final Guardian INSTANCE = new Guardian();

  /** Never closed: the end of this stream is the news that the JVM has died. */
  private final OutputStream orders;

  private Guardian() {
    try (InputStream script = Guardian.class.getResourceAsStream("guardian.sh")) {
      List<String> command = new ArrayList<>();
      // In a session of its own it survives what is sent to the whole process group.
      if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
        command.add("/usr/bin/setsid");
      }
      command.addAll(
          List.of("sh", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
      orders =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .getOutputStream();
    } catch (IOException e) {
      throw new ServerException("A shell to guard the servers could not be started", e);
    }
  }

  /** Kills this process and its children when the JVM has died. */
  static void watch(long pid) {
    INSTANCE.order("+ " + pid);
  }

  /** This process has ended: its id may soon belong to another. */
  static void forget(long pid) {
    INSTANCE.order("- " + pid);
  }

  /**
   * Removes a folder when the JVM has died.
   *
   * @param folder may be gone by then
   */
  public static void removeAtEnd(Path folder) {
    INSTANCE.order("d " + folder.toAbsolutePath());
  }

  private synchronized void order(String line) {
    try {
      orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      orders.flush();
    } catch (IOException e) {
      throw new ServerException("The process that guards the servers has died", e);
    }
  }
}
