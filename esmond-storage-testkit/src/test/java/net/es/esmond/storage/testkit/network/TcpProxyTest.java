package net.es.esmond.storage.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  private ServerSocket echo;
  private TcpProxy proxy;
  private Socket client;

  @BeforeEach
  void start() throws IOException {
    echo = echoServer("");
    proxy = TcpProxy.to((InetSocketAddress) echo.getLocalSocketAddress());
    client = connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    proxy.close();
    echo.close();
  }

  @Test
  void passes_bytes_both_ways() throws IOException {
    assertThat(ask(client, "hello")).isEqualTo("hello");
  }

  @Test
  void many_bytes_arrive_in_order_also_with_a_delay() throws IOException {
    proxy.delay(Duration.ofMillis(20));
    String large = "0123456789".repeat(50_000);
    assertThat(ask(client, large)).isEqualTo(large);
  }

  @Test
  void delay_counts_once_in_each_direction() throws IOException {
    ask(client, "warm");
    proxy.delay(Duration.ofMillis(200));
    long begin = System.nanoTime();
    ask(client, "slow");
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void a_cut_line_passes_nothing_and_loses_nothing_once_restored() throws IOException {
    proxy.cut();
    client.setSoTimeout(300);
    assertThatThrownBy(() -> ask(client, "late")).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(10_000);
    proxy.restore();
    assertThat(read(client, 4)).isEqualTo("late");
  }

  @Test
  void a_reset_breaks_open_connections_and_new_ones_are_served() throws IOException {
    ask(client, "warm");
    proxy.reset();
    assertThatThrownBy(
            () -> {
              ask(client, "x");
              ask(client, "x");
            })
        .isInstanceOf(IOException.class);
    try (Socket again = connect()) {
      assertThat(ask(again, "again")).isEqualTo("again");
    }
  }

  @Test
  void new_connections_go_to_the_new_target() throws IOException {
    try (ServerSocket other = echoServer("other ")) {
      ask(client, "warm");
      proxy.retarget((InetSocketAddress) other.getLocalSocketAddress());
      assertThat(ask(client, "old")).isEqualTo("old");
      try (Socket again = connect()) {
        again.getOutputStream().write(1);
        assertThat(read(again, 6)).isEqualTo("other ");
      }
    }
  }

  @Test
  void the_end_of_a_connection_is_passed_on() throws IOException {
    ask(client, "warm");
    client.shutdownOutput();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String ask(Socket socket, String text) throws IOException {
    Thread writer = new Thread(() -> write(socket, text));
    writer.start();
    return read(socket, text.length());
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The reader fails too, and says so.
      Thread.currentThread().interrupt();
    }
  }

  private static String read(Socket socket, int length) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("ended after " + bytes.length);
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** Answers each connection's first byte with a greeting, then every byte with itself. */
  private static ServerSocket echoServer(String greeting) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread acceptor =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket one = server.accept();
                  Thread echo = new Thread(() -> echo(one, greeting));
                  echo.setDaemon(true);
                  echo.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
    return server;
  }

  private static void echo(Socket socket, String greeting) {
    try (socket) {
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The test sees its own end of it.
      return;
    }
  }
}
