package net.es.esmond.storage.access;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.text.IpLiteral;

/**
 * A network, IPv4 or IPv6, in CIDR notation. A client with an address of the network is
 * authenticated as the range's owner. Two spellings of one network are equal ranges; an IPv4
 * network in the notation of IPv6, such as {@code ::ffff:198.51.100.0/120}, is the IPv4 network.
 *
 * @param network such as {@code 198.51.100.0/24}; a text without {@code /} is a single address
 */
public record AddressRange(String network) {
  private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");

  /** Bits of an IPv6 address before the IPv4 address that it stands for. */
  private static final int MAPPED_BITS = 96;

  private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

  /**
   * Checks the notation, writes it in one way, and adds the length of a single address.
   *
   * @throws InvalidInputException when the text is no network, or has bits beyond its length
   */
  public AddressRange {
    Objects.requireNonNull(network, "network");
    Matcher matcher = CIDR.matcher(network);
    Optional<InetAddress> literal =
        matcher.matches() ? IpLiteral.parse(matcher.group(1)) : Optional.empty();
    if (literal.isEmpty()) {
      throw refused(network, "must be a network such as 198.51.100.0/24 or 2001:db8::/32");
    }
    InetAddress first = literal.get();
    byte[] address = first.getAddress();
    int bits = address.length * Byte.SIZE;
    boolean mapped = first instanceof Inet4Address && network.indexOf(':') >= 0;
    int before = mapped ? MAPPED_BITS : 0;
    int length = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2)) - before;
    if (length < 0 || length > bits) {
      throw refused(network, "must have a length of " + before + " to " + (before + bits));
    }
    if (new BigInteger(1, address).getLowestSetBit() >= 0
        && new BigInteger(1, address).getLowestSetBit() < bits - length) {
      throw refused(network, "must have no bits set beyond its length");
    }
    network = ZEROS.matcher(first.getHostAddress()).replaceFirst("::") + "/" + length;
  }

  private static InvalidInputException refused(String network, String rule) {
    return new InvalidInputException("address range", network, rule);
  }

  @Override
  public String toString() {
    return network;
  }
}
