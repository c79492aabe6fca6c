package net.es.esmond.storage.metadata;

/**
 * The subject of a test: the hosts it measures, and the tool. Addresses are IPv4 or IPv6 addresses
 * as text.
 */
public sealed interface Subject permits PointToPoint, NetworkElement {
  /**
   * Returns the kind of subject.
   *
   * @return its type
   */
  SubjectType type();

  /**
   * Returns the address that was measured from.
   *
   * @return an IP address
   */
  String source();

  /**
   * Returns the address of the host that ran the measurement.
   *
   * @return an IP address
   */
  String measurementAgent();

  /**
   * Returns the tool that measured.
   *
   * @return such as {@code bwctl/iperf3}
   */
  String toolName();

  /**
   * Returns the source as a person wrote it.
   *
   * @return a host name or an address
   */
  String inputSource();
}
