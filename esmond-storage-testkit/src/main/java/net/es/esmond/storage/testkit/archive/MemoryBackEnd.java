package net.es.esmond.storage.testkit.archive;

import java.util.Optional;

/** No servers at all. */
final class MemoryBackEnd implements BackEnd {

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Optional<String> lacks(Setup setup) {
    return setup.isSmallest()
        ? Optional.empty()
        : Optional.of("there are no servers in memory to have several of, or to harm");
  }

  @Override
  public ArchiveServers start(Setup setup) {
    return new MemoryServers();
  }
}
