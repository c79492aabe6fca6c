package net.es.esmond.storage.testkit.quickstart;

/** The process that started this one: Maven's, for a program that a profile runs. */
public final class ParentProcess {
  /** As if a signal had come: 128 and the number of SIGINT. */
  private static final int INTERRUPTED = 130;

  private ParentProcess() {}

  /** Ends this process with its parent: a terminal sends SIGINT to both, others to Maven alone. */
  public static void endWithIt() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(INTERRUPTED)));
  }
}
