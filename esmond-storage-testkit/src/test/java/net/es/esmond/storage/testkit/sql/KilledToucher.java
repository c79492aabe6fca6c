package net.es.esmond.storage.testkit.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;

/** A process that touches, says so, and waits to be killed before it writes anything. */
final class KilledToucher {
  private KilledToucher() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> keys = Arrays.asList(args).subList(5, args.length);
    SqlConf conf =
        SqlConf.builder()
            .servers(List.of(HostPort.parse(args[0], 5432)))
            .database(args[1])
            .user(args[2])
            .password(new Secret(args[3]))
            .touch(
                TouchConf.builder().interval(Duration.ofHours(1)).journal(Path.of(args[4])).build())
            .build();
    MetadataStore store = SqlDatabase.open(conf);
    for (String key : keys) {
      SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
    }
    System.out.println("touched");
    Thread.currentThread().join();
  }
}
