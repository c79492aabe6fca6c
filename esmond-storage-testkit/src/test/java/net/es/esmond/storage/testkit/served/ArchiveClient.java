package net.es.esmond.storage.testkit.served;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests as esmond's clients do, each on a connection of its own. It repeats none, but goes
 * on to the next address of a name that has several.
 */
final class ArchiveClient {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r]*\r\n");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)\r\n");

  /** Longer than any balancer here takes. */
  private static final int READ_MILLIS = 40_000;

  private final String host;
  private final int port;
  private final String key;
  private final int connectMillis;

  record Response(int status, String body) {}

  /**
   * Creates a client.
   *
   * @param host an address, or a name with one or several
   * @param key the API key
   * @param connectMillis how long a connection may take
   */
  ArchiveClient(String host, int port, String key, int connectMillis) {
    this.host = host;
    this.port = port;
    this.key = key;
    this.connectMillis = connectMillis;
  }

  Response send(String method, String path, String body) throws IOException {
    InetAddress[] all = InetAddress.getAllByName(host);
    int first = ThreadLocalRandom.current().nextInt(all.length);
    IOException failure = null;
    for (int i = 0; i < all.length; i++) {
      try {
        return sendTo(all[(first + i) % all.length], method, path, body);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Response sendTo(InetAddress address, String method, String path, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        """
        %s %s HTTP/1.1
        Host: %s
        Connection: close
        Authorization: Token %s
        Content-Type: application/json
        Content-Length: %s

        """
            .formatted(method, path, host, key, bytes.length)
            .replace("\n", "\r\n");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), connectMillis);
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write((head + body).getBytes(UTF_8));
      return parsed(new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
  }

  /** Parses an answer whose length is told, so that a part is not taken for the whole. */
  private static Response parsed(String text) throws IOException {
    Matcher status = STATUS.matcher(text);
    Matcher length = LENGTH.matcher(text);
    int end = text.indexOf("\r\n\r\n") + 4;
    if (!status.lookingAt() || end < 4) {
      throw new IOException("no answer");
    }
    String body = text.substring(end);
    if (length.region(0, end).find()
        && body.getBytes(UTF_8).length != Integer.parseInt(length.group(1))) {
      throw new IOException("a part of an answer");
    }
    return new Response(Integer.parseInt(status.group(1)), body);
  }
}
