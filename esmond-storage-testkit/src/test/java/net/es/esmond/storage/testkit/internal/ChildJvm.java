package net.es.esmond.storage.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/** A process with this JVM's class path, for what must be killed, or needs a heap of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Prepares a program's start.
   *
   * @param main its class
   * @param arguments what its main method gets
   */
  public static ProcessBuilder of(Class<?> main, List<String> arguments) {
    return of(List.of(), main, arguments);
  }

  /**
   * Prepares a program's start.
   *
   * @param options the JVM's
   * @param main its class
   * @param arguments what its main method gets
   */
  public static ProcessBuilder of(List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
