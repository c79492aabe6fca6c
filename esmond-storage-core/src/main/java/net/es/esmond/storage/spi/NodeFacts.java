package net.es.esmond.storage.spi;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Set;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * The tokens and the version of a node in the ring.
 *
 * @param node the node
 * @param tokens the node's tokens
 * @param version the node's version of Cassandra, major and minor only; an empty text when not
 *     known
 */
public record NodeFacts(ReplicaNode node, Set<BigInteger> tokens, String version) {
  /** Copies the tokens. */
  public NodeFacts {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(version, "version");
    tokens = Set.copyOf(tokens);
  }
}
