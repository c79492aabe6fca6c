package net.es.esmond.storage.spi;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Set;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * The tokens, the version and a setting of a node in the ring.
 *
 * @param node the node
 * @param tokens the node's tokens
 * @param version the node's version of Cassandra, major and minor only; an empty text when not
 *     known
 * @param commitLogSync the node's setting {@code commitlog_sync}, such as {@code periodic}; an
 *     empty text when not known
 */
public record NodeFacts(
    ReplicaNode node, Set<BigInteger> tokens, String version, String commitLogSync) {
  /** Copies the tokens. */
  public NodeFacts {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(commitLogSync, "commitLogSync");
    tokens = Set.copyOf(tokens);
  }
}
