package net.es.esmond.storage.internal.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.metadata.DnsMatchRule;
import net.es.esmond.storage.metadata.MetadataQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLookupTest {
  private static final TimedTasks TIMED = StorageThreads.shared().timed();
  private static final Deadline SOON = Deadline.after(Duration.ofMinutes(1));

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    List<InetAddress> all = new ArrayList<>();
    if (host.contains("4")) {
      all.add(InetAddress.getByName("192.0.2.1"));
      all.add(InetAddress.getByName("192.0.2.2"));
    }
    if (host.contains("6")) {
      all.add(InetAddress.getByName("2001:db8::1"));
    }
    if (all.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return all.toArray(InetAddress[]::new);
  }

  private static MetadataQuery query(String host, DnsMatchRule rule) {
    return MetadataQuery.builder().source(host).dnsMatchRule(rule).build();
  }

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource({
    "host46, V4V6, 192.0.2.1 ::ffff:192.0.2.1 2001:db8:0:0:0:0:0:1",
    "host46, ONLY_V4, 192.0.2.1 ::ffff:192.0.2.1",
    "host46, ONLY_V6, 2001:db8:0:0:0:0:0:1",
    "host46, PREFER_V4, 192.0.2.1 ::ffff:192.0.2.1",
    "host46, PREFER_V6, 2001:db8:0:0:0:0:0:1",
    "host4, PREFER_V6, 192.0.2.1 ::ffff:192.0.2.1",
    "host6, PREFER_V4, 2001:db8:0:0:0:0:0:1",
    "host4, V4V6, 192.0.2.1 ::ffff:192.0.2.1",
  })
  void the_rule_picks_the_first_address_of_each_family(
      String host, DnsMatchRule rule, String addresses) {
    HostLookup lookup = new HostLookup(HostLookupTest::resolve, TIMED);
    assertThat(Futures.await(lookup.resolve(query(host, rule), SOON)).addresses().get("source"))
        .containsExactly(addresses.split(" "));
  }

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource({
    "192.0.2.9, V4V6, 192.0.2.9 ::ffff:192.0.2.9",
    "192.0.2.9, PREFER_V6, 192.0.2.9 ::ffff:192.0.2.9",
    "::ffff:192.0.2.9, V4V6, 192.0.2.9 ::ffff:192.0.2.9",
    "::FFFF:C000:209, ONLY_V4, 192.0.2.9 ::ffff:192.0.2.9",
    "::ffff:192.0.2.9, ONLY_V6, ::ffff:192.0.2.9",
    "2001:DB8::1, V4V6, 2001:db8:0:0:0:0:0:1",
    "fe80::1%eth9, V4V6, fe80:0:0:0:0:0:0:1",
  })
  void an_address_is_replaced_without_a_name_server(
      String host, DnsMatchRule rule, String addresses) {
    HostLookup lookup =
        new HostLookup(
            asked -> {
              throw new AssertionError("asked for " + asked);
            },
            TIMED);

    MetadataQuery resolved = Futures.await(lookup.resolve(query(host, rule), SOON));

    assertThat(resolved.addresses().get("source")).containsOnly(addresses.split(" "));
    assertThat(Futures.await(lookup.resolve(resolved, SOON)).addresses())
        .as("those of the next page")
        .isEqualTo(resolved.addresses());
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.9, ONLY_V6", "2001:db8::1, ONLY_V4"})
  void an_address_of_the_wrong_family_is_refused(String host, DnsMatchRule rule) {
    HostLookup lookup = new HostLookup(HostLookupTest::resolve, TIMED);

    assertThatThrownBy(() -> Futures.await(lookup.resolve(query(host, rule), SOON)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Unable to find address for host");
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({"host4, ONLY_V6", "host6, ONLY_V4", "nobody, V4V6", "'', V4V6"})
  void a_host_without_such_an_address_is_refused(String host, DnsMatchRule rule) {
    HostLookup lookup = new HostLookup(HostLookupTest::resolve, TIMED);
    assertThatThrownBy(() -> Futures.await(lookup.resolve(query(host, rule), SOON)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Unable to find address for host");
  }

  @Test
  void a_slow_name_server_costs_the_deadline_and_few_threads() {
    CountDownLatch release = new CountDownLatch(1);
    HostLookup lookup =
        new HostLookup(
            host -> {
              awaitUninterruptibly(release);
              return resolve(host);
            },
            TIMED);
    try {
      List<CompletionStage<MetadataQuery>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Deadline deadline = i == 0 ? Deadline.after(Duration.ofMillis(200)) : SOON;
        calls.add(lookup.resolve(query("host4", DnsMatchRule.V4V6), deadline));
      }
      assertThatThrownBy(() -> Futures.await(calls.get(0)))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
      assertThatThrownBy(() -> Futures.await(calls.get(199)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
      assertThat(lookup.resolve(query("192.0.2.9", DnsMatchRule.V4V6), SOON).toCompletableFuture())
          .as("an address, while every thread waits")
          .isCompleted();
    } finally {
      release.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
