package net.es.esmond.storage.testkit.junit;

import java.util.Optional;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test class asked for. */
record Options(
    Setup setup,
    int replicas,
    boolean dedicated,
    Optional<String> backEnd,
    UnaryOperator<EsmondStorageBuilder> storage) {

  static Options of(EsmondTest test) {
    return new Options(
        new Setup(
            test.nodes(),
            test.standbys(),
            test.synchronous(),
            test.proxied(),
            test.cassandraVersion(),
            test.postgresVersion()),
        test.replicas(),
        test.dedicated(),
        Optional.of(test.backEnd()).filter(name -> !name.isEmpty()),
        UnaryOperator.identity());
  }

  /** The servers: the class's own, or those that the run keeps for all who ask for the same. */
  ArchiveServers servers(ExtensionContext context, Object owner) {
    BackEnd chosen =
        backEnd.map(name -> BackEnd.named(name, setup)).orElseGet(() -> BackEnd.choose(setup));
    return dedicated
        ? Kept.in(context, new OwnServers(owner), () -> chosen.start(setup))
        : Kept.in(
            context.getRoot(), new SharedServers(chosen.name(), setup), () -> chosen.start(setup));
  }

  private record OwnServers(Object owner) {}

  private record SharedServers(String backEnd, Setup setup) {}
}
