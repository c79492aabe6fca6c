package net.es.esmond.storage.testkit.served;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.ServerProcess;

/** A machine of its own on the bridge: a network namespace that lasts as long as one process. */
final class Machine implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final String name;
  private final ServerProcess process;

  /**
   * Starts a machine.
   *
   * @param name of its line on the bridge
   * @param address on its eth0
   */
  Machine(String name, String address, Path log) {
    this.name = name;
    this.process = ServerProcess.start(name, List.of("unshare", "-n", "sleep", "infinity"), log);
    if (!Await.reached(this::isApart, TIMEOUT)) {
      throw new ServerException(name + " has no network of its own");
    }
    OwnNetwork.shell(
        "ip link add %1$s type veth peer name eth0 netns %2$s; ip link set %1$s master served up"
            .formatted(name, process.pid()));
    String unused = run("ip", "link", "set", "lo", "up");
    unused = run("ip", "addr", "add", address + "/24", "dev", "eth0");
    unused = run("ip", "link", "set", "eth0", "up");
  }

  private boolean isApart() {
    try {
      return !network(Long.toString(process.pid())).equals(network("self"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path network(String pid) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", pid, "ns", "net"));
  }

  /** Returns the command that runs a program on this machine. */
  List<String> command(List<String> program) {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(process.pid()), "-n"));
    command.addAll(program);
    return command;
  }

  /** Runs a program on this machine, and returns what it wrote. */
  String run(String... program) {
    return Commands.run(command(List.of(program)), TIMEOUT);
  }

  /** Kills a process, whose connections end so, and takes the machine off the network at once. */
  void lose(long pid) {
    OwnNetwork.shell(
        "kill -KILL %1$s; tail --pid=%1$s -s 0.01 -f /dev/null; ip link set %2$s down"
            .formatted(pid, name));
  }

  /** Puts the machine back on the network. */
  void comeBack() {
    OwnNetwork.shell("ip link set " + name + " up");
  }

  @Override
  public void close() {
    process.kill();
  }
}
