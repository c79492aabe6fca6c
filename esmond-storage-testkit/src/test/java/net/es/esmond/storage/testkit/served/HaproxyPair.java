package net.es.esmond.storage.testkit.served;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import net.es.esmond.storage.testkit.internal.Programs;
import net.es.esmond.storage.testkit.service.ArchiveService;

/** Two machines with a HAProxy each, and an address that keepalived moves between them. */
final class HaproxyPair implements Front {
  private static final String ADDRESS = "192.0.2.20";
  private static final int PORT = 80;
  private static final Duration MOVED_WITHIN = Duration.ofMinutes(1);

  private final List<Member> members = new ArrayList<>();
  private volatile long movedNanos = System.nanoTime();
  private String remark = "";

  /** A machine with what runs on it. */
  private record Member(Machine machine, Haproxy haproxy, ProcessServer keepalived)
      implements AutoCloseable {
    static Member start(int number, Path folder) {
      String address = "192.0.2.2" + number;
      Machine machine = new Machine("balancer-" + number, address, folder.resolve("machine.log"));
      Haproxy haproxy =
          Haproxy.start(
              "haproxy-" + number,
              folder,
              OwnNetwork.resource("haproxy.cfg"),
              new InetSocketAddress(address, PORT),
              machine::command);
      String name = "keepalived-" + number;
      String conf = OwnNetwork.resource("keepalived.conf");
      Path file =
          Folders.write(
              folder.resolve(name + ".conf"),
              number == 1 ? conf : conf.replace("priority 101", "priority 100"));
      List<String> command =
          machine.command(
              List.of(
                  Programs.path("keepalived"),
                  "--dont-fork",
                  "--log-console",
                  "--vrrp",
                  "--use-file=" + file,
                  "--pid=" + folder.resolve(name + ".pid"),
                  "--vrrp_pid=" + folder.resolve(name + "-vrrp.pid")));
      ProcessServer keepalived =
          new ProcessServer(
              new ProcessServer.Spec(
                  name,
                  folder.resolve(name + ".log"),
                  "TERM",
                  MOVED_WITHIN,
                  () -> command,
                  () -> true));
      keepalived.start();
      return new Member(machine, haproxy, keepalived);
    }

    boolean isActive() {
      return machine.run("ip", "-o", "addr", "show", "dev", "eth0").contains(ADDRESS + "/");
    }

    void lose() {
      machine.lose(haproxy.pid());
      haproxy.kill();
      keepalived.kill();
    }

    void comeBack() {
      machine.comeBack();
      haproxy.start();
      keepalived.start();
    }

    @Override
    public void close() {
      keepalived.stop();
      haproxy.close();
      machine.close();
    }
  }

  HaproxyPair(Path folder) {
    members.add(Member.start(1, folder));
    members.add(Member.start(2, folder));
    long unused = awaitAnswer();
  }

  @Override
  public String host() {
    return ADDRESS;
  }

  @Override
  public int port() {
    return PORT;
  }

  /** Loses the machine that has the address, and waits until the other one answers there. */
  @Override
  public Runnable killActive() {
    Member active = members.stream().filter(Member::isActive).findFirst().orElseThrow();
    movedNanos = Long.MAX_VALUE;
    long lost = System.nanoTime();
    active.lose();
    movedNanos = awaitAnswer();
    remark = String.format(Locale.ROOT, "address moved in %.1f s", (movedNanos - lost) / 1e9);
    return active::comeBack;
  }

  /** Waits until the address answers, and says when that request began. */
  private static long awaitAnswer() {
    ArchiveClient client = new ArchiveClient(ADDRESS, PORT, "", 200);
    long end = System.nanoTime() + MOVED_WITHIN.toNanos();
    String problem = "";
    for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
      try {
        int status = client.send("GET", ArchiveService.HEALTH_PATH, "").status();
        if (status == 200) {
          return began;
        }
        problem = "status " + status;
      } catch (IOException e) {
        problem = e.toString();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new ServerException(ADDRESS + " did not serve within " + MOVED_WITHIN + ": " + problem);
  }

  /** What was under way on the lost machine, or began before the address had moved. */
  @Override
  public boolean names(Fault fault, Failure failure) {
    return fault == Fault.BALANCER_KILLED && failure.beganNanos() < movedNanos;
  }

  @Override
  public String remark() {
    return remark;
  }

  @Override
  public void close() {
    members.forEach(Member::close);
  }
}
