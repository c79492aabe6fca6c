package net.es.esmond.storage.testkit.served;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import net.es.esmond.storage.testkit.internal.Programs;

/** Apache httpd with mod_proxy_balancer. */
final class Httpd implements Front {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.10", 80);
  private static final Set<Fault> ENDS_REQUESTS =
      EnumSet.of(Fault.INSTANCE_KILLED, Fault.INSTANCE_STOPPED);

  /** What Debian's a2enmod adds to. */
  private static final String FRAME =
      """
      ServerRoot "%1$s"
      DefaultRuntimeDir "%1$s"
      PidFile "%1$s/httpd.pid"
      ErrorLog "%1$s/httpd-error.log"
      Listen %2$s:%3$s
      ServerName archive.example.net
      User www-data
      Group www-data
      %4$s
      Include "%5$s"
      """;

  private final ProcessServer process;

  Httpd(Path folder) {
    Path quoted = Folders.write(folder.resolve("httpd.conf"), OwnNetwork.resource("httpd.conf"));
    String modules =
        Stream.of(
                "mpm_event",
                "authz_core",
                "proxy",
                "proxy_http",
                "slotmem_shm",
                "proxy_balancer",
                "lbmethod_bybusyness",
                "proxy_hcheck")
            .map(
                name ->
                    "LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so".formatted(name))
            .collect(Collectors.joining("\n"));
    Path frame =
        Folders.write(
            folder.resolve("apache2.conf"),
            FRAME.formatted(folder, host(), port(), modules, quoted));
    List<String> command =
        List.of(Programs.path("apache2"), "-DFOREGROUND", "-f", frame.toString());
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                "httpd",
                folder.resolve("httpd.log"),
                "TERM",
                START_TIMEOUT,
                () -> command,
                () -> Programs.listens(ADDRESS)));
    process.start();
  }

  @Override
  public String host() {
    return ADDRESS.getHostString();
  }

  @Override
  public int port() {
    return ADDRESS.getPort();
  }

  /**
   * It repeats no request that an instance has got already, but says that the answer is missing.
   */
  @Override
  public boolean names(Fault fault, Failure failure) {
    return ENDS_REQUESTS.contains(fault)
        && failure.what().matches("\\w+: (50[24]|a part of an answer)");
  }

  @Override
  public void close() {
    process.stop();
  }
}
