package net.es.esmond.storage.conf;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.text.IpLiteral;

/**
 * A server is named by its host and port. Hosts are lower case, so equal servers are equal values.
 *
 * @param host name, IPv4 address, or IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,252})");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern ZONE = Pattern.compile("%[a-z0-9_.-]+$");

  /**
   * Checks host and port.
   *
   * @throws InvalidInputException when either breaks its rule
   */
  public HostPort {
    Objects.requireNonNull(host, "host");
    checkPort(port);
    host = host.toLowerCase(Locale.ROOT);
    if (!isName(host) && !isIpv6(host)) {
      throw new InvalidInputException("host", host, "must be a host's name or address");
    }
  }

  /**
   * Checks the number of a port.
   *
   * @param port the number
   * @throws InvalidInputException when it is not 1 to 65535
   */
  public static void checkPort(int port) {
    if (port < 1 || port > 65_535) {
      throw new InvalidInputException("port", port, "must be 1 to 65535");
    }
  }

  /**
   * Parses {@code host}, {@code host:port}, {@code [IPv6]}, {@code [IPv6]:port} or a bare IPv6
   * address.
   *
   * @param text the text, blanks around it ignored
   * @param defaultPort port of a server that names none
   * @return the server
   * @throws InvalidInputException when the text has none of these forms
   */
  public static HostPort parse(String text, int defaultPort) {
    String server = text.strip();
    int hostEnd = server.startsWith("[") ? server.indexOf(']') + 1 : server.indexOf(':');
    boolean bareIpv6 = !server.startsWith("[") && server.indexOf(':') != server.lastIndexOf(':');
    if (hostEnd < 0 || bareIpv6) {
      hostEnd = server.length();
    }
    String host = server.substring(0, hostEnd);
    String rest = server.substring(hostEnd);
    try {
      int port = defaultPort;
      if (!rest.isEmpty()) {
        port = rest.matches(":\\d{1,5}") ? Integer.parseInt(rest.substring(1)) : 0;
      }
      boolean bracketed = host.startsWith("[");
      HostPort parsed = new HostPort(bracketed ? inner(host) : host, port);
      if (bracketed && parsed.host.indexOf(':') < 0) {
        throw new InvalidInputException("server", server, "must have brackets around IPv6 only");
      }
      return parsed;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "server", server, "must be host, host:port or [IPv6 address]:port, port 1 to 65535");
    }
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }

  private static boolean isName(String host) {
    return DIGITS_AND_DOTS.matcher(host).matches()
        ? IpLiteral.parse(host).isPresent()
        : NAME.matcher(host).matches();
  }

  private static boolean isIpv6(String host) {
    if (host.indexOf(':') < 0) {
      return false;
    }
    return IpLiteral.parse(ZONE.matcher(host).replaceFirst("")).isPresent();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
