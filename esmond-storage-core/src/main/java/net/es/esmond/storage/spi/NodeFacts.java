package net.es.esmond.storage.spi;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Set;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * A node that is part of the ring.
 *
 * @param node the node
 * @param tokens its tokens
 * @param version its version of Cassandra, major and minor only; empty text when not known
 */
public record NodeFacts(ReplicaNode node, Set<BigInteger> tokens, String version) {
  /** Copies the tokens. */
  public NodeFacts {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(version, "version");
    tokens = Set.copyOf(tokens);
  }
}
