package net.es.esmond.storage.testkit.internal;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return of(options, System.getProperty("java.class.path"), main, arguments);
  }

  /** Prepares a program's start as {@link #of} does, without JUnit on the class path. */
  public static ProcessBuilder withoutJunit(
      List<String> options, Class<?> main, List<String> arguments) {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*/[^/]*(junit|opentest4j)[^/]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return of(options, classPath, main, arguments);
  }

  private static ProcessBuilder of(
      List<String> options, String classPath, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
