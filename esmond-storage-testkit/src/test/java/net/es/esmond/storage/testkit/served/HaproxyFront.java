package net.es.esmond.storage.testkit.served;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;

/** One HAProxy that asks the instances' health pages. */
final class HaproxyFront implements Front {
  private static final int STATUS_PORT = 8404;
  private static final Duration NOTICED_WITHIN = Duration.ofMinutes(1);

  private final Haproxy haproxy;

  HaproxyFront(Path folder) {
    this.haproxy =
        Haproxy.start(
            "haproxy",
            folder,
            OwnNetwork.resource("haproxy.cfg"),
            new InetSocketAddress(host(), port()),
            UnaryOperator.identity());
    awaitInstance(true);
  }

  @Override
  public String host() {
    return "192.0.2.10";
  }

  @Override
  public int port() {
    return 80;
  }

  @Override
  public void awaitInstance(boolean serving) {
    String wanted = serving ? "UP" : "DOWN";
    if (!Await.reached(() -> status().equals(wanted), NOTICED_WITHIN)) {
      throw new ServerException("HAProxy says of the instance " + status() + ", not " + wanted);
    }
  }

  private static String status() {
    return Haproxy.status(STATUS_PORT, "instances,one", "status");
  }

  @Override
  public void close() {
    haproxy.close();
  }
}
