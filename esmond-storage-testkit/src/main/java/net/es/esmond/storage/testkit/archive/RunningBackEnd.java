package net.es.esmond.storage.testkit.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.conf.EsmondConf;

/** Servers that somebody else runs. */
final class RunningBackEnd implements BackEnd {
  private static final String CONF = "esmond.testkit.conf";

  @Override
  public String name() {
    return "running";
  }

  @Override
  public Optional<String> lacks(Setup setup) {
    if (System.getProperty(CONF) == null) {
      return Optional.of("set the system property " + CONF + " to an esmond.conf that names them");
    }
    return setup.isSmallest()
        ? Optional.empty()
        : Optional.of("how many there are, and what is between, is not the test's to say");
  }

  @Override
  public ArchiveServers start(Setup setup) {
    return new RealServers(EsmondConf.load(Path.of(System.getProperty(CONF))), List.of());
  }
}
