package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.metadata.Node;

/**
 * The state of a node, as this process knows it.
 *
 * @param node the node
 * @param up whether the node seems able to answer
 * @param answer the state in a word; of a node that is down, also why the last attempt to connect
 *     failed
 */
public record NodeStatus(Node node, boolean up, String answer) {}
