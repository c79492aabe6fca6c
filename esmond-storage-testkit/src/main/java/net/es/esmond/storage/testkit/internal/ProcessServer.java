package net.es.esmond.storage.testkit.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.ServerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a server that is the same for all kinds: its process, and waiting for it. */
public final class ProcessServer {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessServer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final int LOG_LINES_IN_ERRORS = 30;

  private final Spec spec;
  private volatile @Nullable ServerProcess process;

  /**
   * What one kind of server differs in.
   *
   * @param name for messages
   * @param log file that receives its output
   * @param stopSignal asks it to stop in good order
   * @param startTimeout how long it may take to serve
   * @param command program and arguments, asked for at each start
   * @param serving whether it serves; asked repeatedly while it starts
   */
  public record Spec(
      String name,
      Path log,
      String stopSignal,
      Duration startTimeout,
      Supplier<List<String>> command,
      BooleanSupplier serving) {}

  /** Creates a stopped server. */
  public ProcessServer(Spec spec) {
    this.spec = spec;
  }

  /** Returns the server's name. */
  public String name() {
    return spec.name();
  }

  /** Returns what the process is doing. */
  public State state() {
    ServerProcess now = process;
    if (now == null || !now.isAlive()) {
      return State.STOPPED;
    }
    return now.isPaused() ? State.PAUSED : State.RUNNING;
  }

  /** Starts the process and waits until it serves. */
  public synchronized void start() {
    if (state() != State.STOPPED) {
      throw new ServerException(name() + " must be stopped to be started, but is " + state());
    }
    List<String> command = spec.command().get();
    LOG.info("Starting {}", name());
    long begin = System.nanoTime();
    ServerProcess started = ServerProcess.start(name(), command, spec.log());
    process = started;
    try {
      awaitServing(started);
      LOG.info("{} serves after {} s", name(), (System.nanoTime() - begin) / 100_000_000 / 10.0);
    } catch (RuntimeException e) {
      throw Closing.after(e, started::kill);
    }
  }

  /** Waits until the running server serves. */
  public void awaitServing() {
    awaitServing(alive("waited for"));
  }

  private void awaitServing(ServerProcess started) {
    BooleanSupplier decided = () -> !started.isAlive() || spec.serving().getAsBoolean();
    if (!Await.reached(decided, spec.startTimeout())) {
      throw failed(" did not serve within " + spec.startTimeout());
    }
    if (!started.isAlive()) {
      throw failed(" ended before it served");
    }
  }

  private ServerException failed(String what) {
    return new ServerException(
        name()
            + what
            + Disk.hintIfFull(spec.log())
            + "; its last log lines ("
            + spec.log()
            + "):\n"
            + String.join("\n", lastLogLines(LOG_LINES_IN_ERRORS)));
  }

  /** Stops the process with its signal, or kills it. */
  public synchronized void stop() {
    ServerProcess now = process;
    if (now != null && now.isAlive()) {
      now.stop(spec.stopSignal(), STOP_TIMEOUT);
    }
  }

  /** Kills the process and its children. */
  public synchronized void kill() {
    ServerProcess now = process;
    if (now != null) {
      now.kill();
    }
  }

  /** Holds the process and its children. */
  public synchronized void pause() {
    alive("paused").pause();
  }

  /** Lets the process and its children go on. */
  public synchronized void resume() {
    alive("resumed").resume();
  }

  private ServerProcess alive(String verb) {
    ServerProcess now = process;
    if (now == null || !now.isAlive()) {
      throw new ServerException(name() + " must run to be " + verb + ", but is stopped");
    }
    return now;
  }

  /** Returns the end of the log. */
  public List<String> lastLogLines(int lines) {
    return ServerLog.tail(spec.log(), lines);
  }

  /** Returns the id of the process, or -1 when it is stopped. */
  public long pid() {
    ServerProcess now = process;
    return now == null || !now.isAlive() ? -1 : now.pid();
  }
}
