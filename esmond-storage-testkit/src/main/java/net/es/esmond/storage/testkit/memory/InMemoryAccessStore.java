package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.spi.AccessStore;

/** Keeps users in memory, all of them active. Safe for use by many threads. */
final class InMemoryAccessStore implements AccessStore {
  private static final int KEY_BYTES = 20;

  private static final Comparator<AddressRange> BY_ADDRESS =
      Comparator.comparing(InMemoryAccessStore::first, Arrays::compareUnsigned)
          .thenComparing(InMemoryAccessStore::length);

  private final SecureRandom random = new SecureRandom();
  private final Map<String, ApiKey> keys = new ConcurrentSkipListMap<>();
  private final Map<String, OwnedRange> ranges = new ConcurrentSkipListMap<>();
  private final Clock clock;

  InMemoryAccessStore(Clock clock) {
    this.clock = clock;
  }

  private static User user(String name) {
    return new User(name, true, true, false);
  }

  @Override
  public CompletionStage<Optional<User>> userOf(Secret key, Deadline deadline) {
    return completedFuture(
        keys.values().stream().filter(one -> one.key().equals(key)).map(ApiKey::user).findAny());
  }

  @Override
  public CompletionStage<Optional<User>> userOf(InetAddress address, Deadline deadline) {
    return completedFuture(
        ranges.values().stream()
            .filter(one -> holds(one.range(), address))
            .max(Comparator.comparing(one -> length(one.range())))
            .map(OwnedRange::user));
  }

  private static int length(AddressRange range) {
    return Integer.parseInt(range.network().substring(range.network().indexOf('/') + 1));
  }

  private static boolean holds(AddressRange range, InetAddress address) {
    byte[] network = first(range);
    int beyond = network.length * Byte.SIZE - length(range);
    return network.length == address.getAddress().length
        && new BigInteger(1, network)
            .shiftRight(beyond)
            .equals(new BigInteger(1, address.getAddress()).shiftRight(beyond));
  }

  private static byte[] first(AddressRange range) {
    try {
      String address = range.network().substring(0, range.network().indexOf('/'));
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a range was checked when it was made", e);
    }
  }

  @Override
  public CompletionStage<ApiKey> createKey(String user, Deadline deadline) {
    return completedFuture(
        keys.computeIfAbsent(
            user, name -> new ApiKey(user(name), new Secret(newKey()), clock.instant())));
  }

  private String newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public CompletionStage<List<ApiKey>> keys(Deadline deadline) {
    return completedFuture(List.copyOf(keys.values()));
  }

  @Override
  public CompletionStage<Boolean> deleteKey(String user, Deadline deadline) {
    return completedFuture(keys.remove(user) != null);
  }

  @Override
  public CompletionStage<List<OwnedRange>> addRanges(
      String user, List<AddressRange> added, Deadline deadline) {
    return completedFuture(
        added.stream()
            .map(
                range ->
                    ranges.computeIfAbsent(
                        range.network(), network -> new OwnedRange(range, user(user))))
            .toList());
  }

  @Override
  public CompletionStage<List<OwnedRange>> ranges(Deadline deadline) {
    return completedFuture(
        ranges.values().stream()
            .sorted(
                Comparator.comparing((OwnedRange one) -> one.user().name())
                    .thenComparing(OwnedRange::range, BY_ADDRESS))
            .toList());
  }

  @Override
  public CompletionStage<List<AddressRange>> deleteRanges(
      String user, List<AddressRange> deleted, Deadline deadline) {
    List<AddressRange> notFound = new ArrayList<>(deleted);
    notFound.removeIf(
        range -> {
          OwnedRange owned = ranges.get(range.network());
          return owned != null
              && owned.user().name().equals(user)
              && ranges.remove(range.network(), owned);
        });
    return completedFuture(notFound);
  }
}
