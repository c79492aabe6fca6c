package net.es.esmond.storage.testkit;

import java.time.Duration;
import java.util.List;

/**
 * A real server in a child process that a test may stop, kill and pause.
 *
 * <p>Every method returns once what it says has happened, or throws {@link ServerException}; none
 * waits without a bound. Safe for use by several threads; calls on one server run one after
 * another. The process dies with the JVM that started it, whatever ends that.
 */
public interface Server {

  /** What a server is doing. */
  enum State {
    /** No process: not started yet, stopped, killed, or ended by itself. */
    STOPPED,
    /** The process runs. */
    RUNNING,
    /** The process exists but is held (SIGSTOP): its sockets stay open and nothing answers. */
    PAUSED
  }

  /**
   * Returns the server's name, as it stands in messages.
   *
   * @return such as {@code cassandra-1}
   */
  String name();

  /**
   * Returns what the server is doing.
   *
   * @return the state of its process now
   */
  State state();

  /**
   * Starts the server on the data it has and waits until it serves.
   *
   * @throws ServerException if it runs already, ends again, or does not serve in time; the message
   *     holds its last log lines
   */
  void start();

  /** Stops the server in good order; does nothing when it is stopped. A paused one is killed. */
  void stop();

  /** Kills the server's processes at once (SIGKILL); does nothing when it is stopped. */
  void kill();

  /**
   * Holds the server's processes (SIGSTOP), so that it hangs.
   *
   * @throws ServerException if it does not run
   */
  void pause();

  /**
   * Lets a paused server go on (SIGCONT).
   *
   * @throws ServerException if it is stopped
   */
  void resume();

  /** Stops the server in good order and starts it again. */
  default void restart() {
    stop();
    start();
  }

  /**
   * Cuts the line to the server's clients: connections stay open and nothing passes.
   *
   * @throws ServerException if the server was started without proxies
   */
  void cutOffFromClients();

  /**
   * Cuts the lines to the servers it works with, in both directions; clients still reach it.
   *
   * @throws ServerException if the server was started without proxies
   */
  void cutOffFromPeers();

  /**
   * Makes everything between the server and its clients arrive later.
   *
   * @param oneWay zero or more; a round trip takes twice as much longer
   * @throws ServerException if the server was started without proxies
   */
  void delayClients(Duration oneWay);

  /** Undoes what was cut and delayed; does nothing when nothing was. */
  void restoreNetwork();

  /**
   * Returns the end of the server's log, over all its starts.
   *
   * @param lines how many lines at most, at least 1
   * @return the last lines, oldest first; empty when it has logged nothing
   */
  List<String> lastLogLines(int lines);
}
