package net.es.esmond.storage.testkit.archive;

import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import org.testcontainers.containers.GenericContainer;

/** A server in a container. It takes no faults: those are for processes. */
record ContainerServer(String name, GenericContainer<?> container) implements Server {

  @Override
  public State state() {
    return container.isRunning() ? State.RUNNING : State.STOPPED;
  }

  @Override
  public void start() {
    container.start();
  }

  @Override
  public void stop() {
    container.stop();
  }

  @Override
  public void kill() {
    throw noFaults();
  }

  @Override
  public void pause() {
    throw noFaults();
  }

  @Override
  public void resume() {
    throw noFaults();
  }

  @Override
  public void cutOffFromClients() {
    throw noFaults();
  }

  @Override
  public void cutOffFromPeers() {
    throw noFaults();
  }

  @Override
  public void delayClients(Duration oneWay) {
    throw noFaults();
  }

  @Override
  public void restoreNetwork() {}

  private ServerException noFaults() {
    return new ServerException(name + " is a container: faults need the back end 'processes'");
  }

  @Override
  public List<String> lastLogLines(int lines) {
    if (!container.isCreated()) {
      return List.of();
    }
    List<String> all = container.getLogs().lines().toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }
}
