package net.es.esmond.storage.internal.text;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads IP addresses that are written as numbers. No name service is asked, whatever the text. */
public final class IpLiteral {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6_CHARS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
  private static final int MAX_CHARS = 45;

  private IpLiteral() {}

  /**
   * Reads an IPv4 or IPv6 address without mask, zone or brackets.
   *
   * @return the address, which is an IPv4 address for {@code ::ffff:192.0.2.9} too; empty for any
   *     other text
   */
  public static Optional<InetAddress> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    boolean v6 = V6_CHARS.matcher(text).matches();
    if (!v6 && !V4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // The JVM takes text in brackets for a literal, or refuses it.
      return Optional.of(InetAddress.getByName(v6 ? "[" + text + "]" : text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns an IPv4 address in the notation of IPv6, which PostgreSQL takes for another address.
   */
  public static String mapped(Inet4Address address) {
    return "::ffff:" + address.getHostAddress();
  }
}
