package net.es.esmond.storage.replication;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Address and credentials of the nodes' JMX, for repairs that this library runs itself.
 *
 * @param address where a node's JMX listens; its port is that of the RMI registry
 * @param user name of the JMX user; empty for no login
 * @param password the user's password; present if and only if the user is
 * @param tls whether to talk TLS, with the JVM's own key and trust stores ({@code javax.net.ssl.*}
 *     properties): RMI takes no others
 */
public record JmxAccess(
    Function<ReplicaNode, HostPort> address,
    Optional<String> user,
    Optional<Secret> password,
    boolean tls) {
  /**
   * Refuses half of the credentials.
   *
   * @throws InvalidInputException when only one of user and password is given
   */
  public JmxAccess {
    Objects.requireNonNull(address, "address");
    if (user.isPresent() != password.isPresent()) {
      throw new InvalidInputException(
          "user", user.orElse("absent"), "must be given together with the password");
    }
  }

  /**
   * Reaches each node at its own address, without credentials and TLS.
   *
   * @param port the same port on every node, 7199 by Cassandra's default
   * @return access
   * @throws InvalidInputException when the port is not 1 to 65535
   */
  public static JmxAccess onPort(int port) {
    HostPort.checkPort(port);
    return at(node -> new HostPort(node.address(), port));
  }

  /**
   * Reaches each node at the address that a function returns, without credentials and TLS.
   *
   * @param address where a node's JMX listens
   * @return access
   */
  public static JmxAccess at(Function<ReplicaNode, HostPort> address) {
    return new JmxAccess(address, Optional.empty(), Optional.empty(), false);
  }

  /**
   * Adds credentials.
   *
   * @param user name of the JMX user
   * @param password the user's password
   * @return access with these credentials
   */
  public JmxAccess as(String user, Secret password) {
    return new JmxAccess(address, Optional.of(user), Optional.of(password), tls);
  }

  /**
   * Turns on TLS.
   *
   * @return access over TLS
   */
  public JmxAccess withTls() {
    return new JmxAccess(address, user, password, true);
  }
}
