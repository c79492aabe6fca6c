package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.spi.AccessStore;
import org.junit.jupiter.api.Test;

/** The contract of an {@link AccessStore}, as tests. */
public abstract class AccessStoreContract extends RecordsContract {
  private final Random random = new Random();

  /** For subclasses. */
  protected AccessStoreContract() {}

  private AccessStore access() {
    return store().access();
  }

  private static String newUser() {
    return "u" + unique();
  }

  /** The first three numbers of addresses that no other test has. */
  private String network() {
    return "10.%s.%s.".formatted(random.nextInt(256), random.nextInt(256));
  }

  private Optional<String> userOf(String address) {
    try {
      return await(access().userOf(InetAddress.getByName(address), soon())).map(User::name);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  private List<OwnedRange> add(String user, String... networks) {
    return await(access().addRanges(user, ranges(networks), soon()));
  }

  private static String network6() {
    return "fd00:" + unique().substring(0, 4) + ":" + unique().substring(0, 4);
  }

  private static List<AddressRange> ranges(String... networks) {
    return Stream.of(networks).map(AddressRange::new).toList();
  }

  @Test
  void a_user_has_one_key() throws Exception {
    String user = newUser();
    ApiKey key = await(access().createKey(user, soon()));

    assertThat(key.user()).isEqualTo(new User(user, true, true, false));
    assertThat(key.key().reveal()).matches("[0-9a-f]{40}");
    assertThat(inManyThreads(() -> await(access().createKey(user, soon())))).containsOnly(key);
    assertThat(await(access().userOf(key.key(), soon()))).contains(key.user());
  }

  @Test
  void many_threads_that_create_a_key_get_the_same() throws Exception {
    String user = newUser();
    List<ApiKey> keys = inManyThreads(() -> await(access().createKey(user, soon())));

    assertThat(keys).containsOnly(keys.get(0));
  }

  @Test
  void keys_are_listed_by_user() {
    String user = newUser();
    ApiKey second = await(access().createKey(user + "b", soon()));
    ApiKey first = await(access().createKey(user + "a", soon()));

    assertThat(await(access().keys(soon()))).containsSubsequence(first, second);
  }

  @Test
  void a_deleted_key_is_nobodys() {
    String user = newUser();
    ApiKey key = await(access().createKey(user, soon()));

    assertThat(await(access().deleteKey(user, soon()))).isTrue();
    assertThat(await(access().deleteKey(user, soon()))).isFalse();

    eventually().until(() -> await(access().userOf(key.key(), soon())).isEmpty());
    assertThat(await(access().keys(soon()))).doesNotContain(key);
    assertThat(await(access().createKey(user, soon())).key()).isNotEqualTo(key.key());
  }

  @Test
  void what_was_never_a_key_is_nobodys() {
    for (String nobodys : List.of("", "'; DROP TABLE auth_user; --", "\0", "\ud800", unique())) {
      assertThat(await(access().userOf(new Secret(nobodys), soon()))).isEmpty();
    }
  }

  @Test
  void an_address_belongs_to_the_most_specific_ranges_owner() {
    String net = network();
    String six = network6();
    String wide = newUser();
    String narrow = newUser();
    add(wide, net + "0/24", six + "::/48");
    add(narrow, net + "128/25", net + "7");

    assertThat(userOf(net + "8")).contains(wide);
    assertThat(userOf(net + "7")).contains(narrow);
    assertThat(userOf("::ffff:" + net + "200")).contains(narrow);
    assertThat(userOf(six + "::1")).contains(wide);
    assertThat(userOf("2001:db9::1")).isEmpty();
  }

  @Test
  void a_range_keeps_its_owner() {
    String net = network();
    String first = newUser();
    String second = newUser();
    add(first, net + "1", net + "2");

    assertThat(add(second, net + "2", net + "3"))
        .extracting(owned -> owned.range() + " " + owned.user().name())
        .containsExactlyInAnyOrder(net + "2/32 " + first, net + "3/32 " + second);
  }

  @Test
  void ranges_are_listed_by_user_and_then_by_address() {
    String net = network();
    String user = newUser();
    add(user + "b", net + "1");
    add(user + "a", net + "10", net + "9", net + "0/24");

    assertThat(await(access().ranges(soon())))
        .extracting(OwnedRange::range)
        .containsSubsequence(ranges(net + "0/24", net + "9", net + "10", net + "1"));
  }

  @Test
  void ranges_in_any_notation_are_revoked_from_their_owner_only() {
    String net = network();
    String user = newUser();
    String six = network6();
    add(user, net + "1", six + "::/48");
    add(newUser(), net + "2");

    assertThat(
            await(
                access()
                    .deleteRanges(
                        user,
                        ranges(
                            net + "1",
                            net + "2",
                            net + "3",
                            six.toUpperCase(Locale.ROOT) + ":0:0::/48"),
                        soon())))
        .containsExactlyInAnyOrderElementsOf(ranges(net + "2", net + "3"));

    eventually().until(() -> userOf(net + "1").isEmpty() && userOf(six + "::1").isEmpty());
    assertThat(userOf(net + "2")).isPresent();
  }
}
