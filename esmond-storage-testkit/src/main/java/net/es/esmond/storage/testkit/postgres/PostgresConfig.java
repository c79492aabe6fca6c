package net.es.esmond.storage.testkit.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.es.esmond.storage.testkit.internal.PeerGates;
import org.jspecify.annotations.Nullable;

/** What a server is to be, as its builder was told. */
record PostgresConfig(
    String version,
    String address,
    int port,
    boolean proxied,
    PeerGates peers,
    @Nullable String name,
    String password,
    Map<String, String> options,
    @Nullable Path dataDirectory,
    Duration startTimeout) {

  PostgresConfig {
    options = Map.copyOf(options);
  }
}
