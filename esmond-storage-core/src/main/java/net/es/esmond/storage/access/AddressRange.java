package net.es.esmond.storage.access;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A network, IPv4 or IPv6, in CIDR notation. A client with an address of the network is
 * authenticated as the range's owner. Two spellings of one network are equal ranges.
 *
 * @param network such as {@code 198.51.100.0/24}; a text without {@code /} is a single address
 */
public record AddressRange(String network) {
  private static final Pattern CIDR =
      Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?");

  private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

  /**
   * Checks the notation, writes it in one way, and adds the length of a single address.
   *
   * @throws InvalidInputException when the text is no network, or has bits beyond its length
   */
  public AddressRange {
    Objects.requireNonNull(network, "network");
    Matcher matcher = CIDR.matcher(network);
    if (!matcher.matches()) {
      throw refused(network, "must be a network such as 198.51.100.0/24 or 2001:db8::/32");
    }
    InetAddress first = address(network, matcher.group(1));
    byte[] address = first.getAddress();
    int bits = address.length * Byte.SIZE;
    int length = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
    if (length > bits) {
      throw refused(network, "must have a length of 0 to " + bits);
    }
    if (new BigInteger(1, address).getLowestSetBit() >= 0
        && new BigInteger(1, address).getLowestSetBit() < bits - length) {
      throw refused(network, "must have no bits set beyond its length");
    }
    network = ZEROS.matcher(first.getHostAddress()).replaceFirst("::") + "/" + length;
  }

  private static InetAddress address(String network, String text) {
    try {
      // Digits, dots and colons only: read as a literal, or refused.
      return InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]");
    } catch (UnknownHostException e) {
      throw refused(network, "must be a network such as 198.51.100.0/24 or 2001:db8::/32");
    }
  }

  private static InvalidInputException refused(String network, String rule) {
    return new InvalidInputException("address range", network, rule);
  }

  @Override
  public String toString() {
    return network;
  }
}
