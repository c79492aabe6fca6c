package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.internal.Await;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import net.es.esmond.storage.testkit.network.TcpProxy;

/** A client of the archive, its lives one after another, and its own ways to PostgreSQL. */
final class ClientProcess implements AutoCloseable {
  private final ClientSetup first;
  private final ClientFiles files;
  private final List<InetSocketAddress> postgres;
  private final List<TcpProxy> ways = new ArrayList<>();
  private final ProcessServer process;
  private volatile int life;
  private Control control;

  /**
   * Prepares a client.
   *
   * @param first what its first life is told
   * @param postgres where PostgreSQL's servers are
   */
  ClientProcess(ClientSetup first, Control control, List<InetSocketAddress> postgres) {
    this.first = first;
    this.files = first.files();
    this.postgres = List.copyOf(postgres);
    postgres.forEach(server -> ways.add(TcpProxy.to(server)));
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                first.client(),
                files.output(),
                "TERM",
                ArchiveChaos.PATIENCE,
                this::command,
                () -> isDone(Control.Phase.WORK)));
    this.control = control;
    control.write(files.control());
  }

  /** Where this client finds PostgreSQL's servers. */
  List<InetSocketAddress> ways() {
    return ways.stream().map(TcpProxy::address).toList();
  }

  private List<String> command() {
    life++;
    List<String> options = new ArrayList<>(RefusingSelectors.jvmOptions());
    options.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return ChildJvm.of(options, ClientProgram.class, now().arguments()).command();
  }

  private ClientSetup now() {
    return new ClientSetup(
        first.folder(),
        first.number(),
        life,
        first.seed(),
        first.conflicts(),
        first.startNanos(),
        first.startMillis(),
        first.perSecond());
  }

  /** The name of the life that runs now, or ran last. */
  String name() {
    return now().process();
  }

  ClientFiles files() {
    return files;
  }

  void start() {
    process.start();
  }

  void kill() {
    process.kill();
  }

  void pause() {
    process.pause();
  }

  void resume() {
    process.resume();
  }

  synchronized void control(UnaryOperator<Control> change) {
    control = change.apply(control);
    control.write(files.control());
  }

  /** Refuses this client's connections, and no other's, or no longer does. */
  void refuse(boolean now) {
    control(c -> new Control(c.phase(), c.clockMillis(), now, c.jmxPorts()));
    for (int i = 0; i < ways.size(); i++) {
      InetSocketAddress way = ways.get(i).address();
      ways.get(i).close();
      if (!now) {
        ways.set(i, TcpProxy.to(postgres.get(i), way));
      }
    }
  }

  /** Asks for a phase, and waits until the client has done all there is to do in it. */
  void finish(Control.Phase phase, Control.Phase done, Duration atMost) {
    control(c -> new Control(phase, 0, false, c.jmxPorts()));
    if (!Await.reached(() -> isDone(done) || !isRunning(), atMost) || !isDone(done)) {
      throw new IllegalStateException(
          name()
              + " did not come to "
              + done
              + ":\n"
              + String.join("\n", process.lastLogLines(40)));
    }
  }

  private boolean isRunning() {
    return process.state() != Server.State.STOPPED;
  }

  /** Whether the life that runs now has done all there is to do in a phase. */
  private boolean isDone(Control.Phase phase) {
    Path done = files.done(name());
    try {
      return Files.exists(done)
          && Control.Phase.valueOf(Files.readString(done)).compareTo(phase) >= 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What all lives have noted. */
  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    try {
      for (int one = 1; one <= life; one++) {
        String name = first.client() + "." + one;
        Path file = files.operations(name);
        if (Files.exists(file)) {
          all.addAll(OperationLog.read(name, file));
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.kill();
    ways.forEach(TcpProxy::close);
  }
}
