package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import net.es.esmond.storage.testkit.ServerException;

/** A server's process and its children: starts it guarded, signals all of it. Not thread-safe. */
public final class ServerProcess {
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private boolean paused;

  private ServerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts a process whose output is appended to a file.
   *
   * @param name for messages
   * @param command program and arguments
   * @param log receives standard output and error
   * @return the running process
   */
  public static ServerProcess start(String name, List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      Guardian.watch(process.pid());
      var unused = process.onExit().thenRun(() -> Guardian.forget(process.pid()));
      return new ServerProcess(name, process);
    } catch (IOException e) {
      throw new ServerException(
          "%s could not be started: %s%s".formatted(name, e.getMessage(), Disk.hintIfFull(log)), e);
    }
  }

  /** Returns whether the process exists, paused or not. */
  public boolean isAlive() {
    // The process itself may hear of its end a moment later than those who waited for the handle.
    return process.toHandle().isAlive();
  }

  /** Returns whether it is held by {@link #pause}. */
  public boolean isPaused() {
    return paused && isAlive();
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Asks the process to end with a signal, and kills it and its children after the timeout. An
   * interrupted thread does so as well: nobody else would end it before this JVM ends.
   */
  public void stop(String signal, Duration timeout) {
    if (!isPaused()) {
      signal(signal, Set.of(process.pid()));
      awaitExit(process.toHandle(), timeout);
    }
    kill();
  }

  /** Kills the process and its children, also on an interrupted thread. */
  public void kill() {
    if (isAlive()) {
      Closing.all(this::hold, this::destroy);
    }
  }

  private void destroy() {
    List<ProcessHandle> all = tree(one -> true);
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      if (!awaitExit(one, KILL_TIMEOUT)) {
        throw new ServerException(
            name + ": process " + one.pid() + " did not die of SIGKILL in " + KILL_TIMEOUT);
      }
    }
  }

  /** Holds the process and its children. */
  public void pause() {
    hold();
    paused = true;
  }

  /** Lets the process and its children go on. */
  public void resume() {
    signal("CONT", ids(tree(child -> true)));
    paused = false;
  }

  /** Stops the parent first, then children until there are no new ones: none can escape. */
  private void hold() {
    Set<Long> held = new LinkedHashSet<>();
    Set<Long> fresh = Set.of(process.pid());
    while (!fresh.isEmpty()) {
      signal("STOP", fresh);
      held.addAll(fresh);
      fresh = ids(tree(one -> !held.contains(one.pid())));
    }
  }

  private List<ProcessHandle> tree(Predicate<ProcessHandle> wanted) {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(process.toHandle());
    process.descendants().forEach(all::add);
    all.removeIf(wanted.negate());
    return all;
  }

  private static Set<Long> ids(List<ProcessHandle> handles) {
    Set<Long> ids = new LinkedHashSet<>();
    handles.forEach(handle -> ids.add(handle.pid()));
    return ids;
  }

  private static boolean awaitExit(ProcessHandle handle, Duration timeout) {
    return handle
        .onExit()
        .thenApply(ended -> true)
        .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** A process that is gone already is no error: whoever signals it cannot know. */
  private static void signal(String signal, Set<Long> pids) {
    StringBuilder script = new StringBuilder();
    pids.forEach(pid -> script.append("kill -").append(signal).append(' ').append(pid).append(';'));
    // On a thread of its own, which nobody interrupts: a server half signalled would stay so.
    Parallel.run(List.of(() -> Commands.run(List.of("sh", "-c", script + "true"), KILL_TIMEOUT)));
  }
}
