package net.es.esmond.storage.metadata;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Checks the syntax of IP addresses, without asking a name server. */
final class Addresses {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6_CHARS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private Addresses() {}

  /** Says whether the text is an IPv4 or IPv6 address without mask or zone. */
  static boolean isAddress(String text) {
    return V4.matcher(text).matches() || isV6(text);
  }

  private static boolean isV6(String text) {
    if (!V6_CHARS.matcher(text).matches()) {
      return false;
    }
    try {
      // In brackets it is read as a literal, or refused.
      InetAddress.getByName("[" + text + "]");
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
