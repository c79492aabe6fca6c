package net.es.esmond.storage.testkit.served;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.service.ArchiveService;

/** A process with one instance of the service, which drains and closes when it is told to end. */
final class InstanceProgram {
  /** Longer than a balancer takes to ask twice. */
  private static final int DRAIN_SECONDS = 3;

  private InstanceProgram() {}

  /**
   * Runs the service until a signal comes.
   *
   * @param args the esmond.conf, the address and the port
   */
  public static void main(String[] args) {
    EsmondStorage storage = EsmondStorage.open(EsmondConf.load(Path.of(args[0])));
    ArchiveService service =
        ArchiveService.start(storage, new InetSocketAddress(args[1], Integer.parseInt(args[2])));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service, storage)));
  }

  private static void end(ArchiveService service, EsmondStorage storage) {
    service.drain();
    try {
      TimeUnit.SECONDS.sleep(DRAIN_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    service.close();
    storage.close();
  }
}
