package net.es.esmond.storage.testkit.archive;

import java.util.List;
import net.es.esmond.storage.testkit.ServerGroup;

/** Containers that end together. */
record ContainerGroup(List<ContainerServer> servers) implements ServerGroup {

  @Override
  public void heal() {}

  @Override
  public void close() {
    servers.forEach(ContainerServer::stop);
  }
}
