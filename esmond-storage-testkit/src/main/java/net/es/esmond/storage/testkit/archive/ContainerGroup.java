package net.es.esmond.storage.testkit.archive;

import java.util.List;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Closing;

/** Containers that end together. */
record ContainerGroup(List<ContainerServer> servers) implements ServerGroup {

  @Override
  public void heal() {}

  @Override
  public void close() {
    Closing.all(servers, ContainerServer::stop);
  }
}
