package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.spi.AccessStore;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessIT {
  private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    return SqlDatabase.await(stage);
  }

  private static Optional<String> owner(AccessStore access, String address) {
    try {
      return await(access.userOf(InetAddress.getByName(address), SqlDatabase.soon()))
          .map(User::name);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest(name = "{0} belongs to {1}")
  @CsvSource({
    "198.51.100.7, perfsonar",
    "198.51.100.8, mesh",
    "::ffff:198.51.100.8, mesh",
    "198.51.101.1,",
    "2001:db8:1:2::3, mesh",
    "2001:db8:2::,",
  })
  void an_address_belongs_to_the_most_specific_ranges_owner(String address, String user)
      throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    try (MetadataStore store = django.open()) {
      assertThat(owner(store.access(), address)).isEqualTo(Optional.ofNullable(user));
    }
  }

  @Test
  void a_key_belongs_to_its_user_unless_inactive() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    try (MetadataStore store = django.open()) {
      AccessStore access = store.access();
      assertThat(
              await(
                  access.userOf(
                      new Secret("0123456789abcdef0123456789abcdef01234567"), SqlDatabase.soon())))
          .map(User::name)
          .contains("perfsonar");
      assertThat(
              await(
                  access.userOf(
                      new Secret("fedcba9876543210fedcba9876543210fedcba98"), SqlDatabase.soon())))
          .isEmpty();
      for (String nobodys : List.of("", "'; DROP TABLE auth_user; --", "\0")) {
        assertThat(await(access.userOf(new Secret(nobodys), SqlDatabase.soon()))).isEmpty();
      }
    }
  }

  @Test
  void an_inactive_users_range_does_not_hide_a_wider_one() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    try (MetadataStore store = django.open()) {
      await(
          store
              .access()
              .addRanges("retired", List.of(new AddressRange("198.51.100.9")), SqlDatabase.soon()));

      assertThat(owner(store.access(), "198.51.100.9")).contains("mesh");
    }
  }

  @Test
  void keys_are_created_once_listed_and_deleted() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      AccessStore access = store.access();
      ApiKey key = await(access.createKey("new-user", SqlDatabase.soon()));

      assertThat(await(access.createKey("new-user", SqlDatabase.soon()))).isEqualTo(key);
      assertThat(key.key().reveal()).matches("[0-9a-f]{40}");
      assertThat(key.toString()).doesNotContain(key.key().reveal());
      assertThat(await(access.keys(SqlDatabase.soon()))).containsExactly(key);
      assertThat(
              database.rows(
                  "SELECT username, password, last_login, is_superuser, first_name, last_name,"
                      + " email, is_staff, is_active FROM auth_user"))
          .containsExactly("new-user||null|f||||t|t");
      assertThat(await(access.userOf(key.key(), SqlDatabase.soon()))).contains(key.user());

      assertThat(await(access.deleteKey("new-user", SqlDatabase.soon()))).isTrue();
      assertThat(await(access.deleteKey("new-user", SqlDatabase.soon()))).isFalse();
      assertThat(await(access.userOf(key.key(), SqlDatabase.soon()))).isEmpty();
    }
  }

  @Test
  void ranges_are_granted_once_listed_and_revoked_from_owners_only() throws Exception {
    SqlDatabase django = SqlDatabase.createByDjango();
    try (MetadataStore store = django.open()) {
      AccessStore access = store.access();
      AddressRange mine = new AddressRange("203.0.113.0/25");
      AddressRange theirs = new AddressRange("198.51.100.0/24");

      assertThat(
              await(access.addRanges("me", List.of(mine, theirs), SqlDatabase.soon())).stream()
                  .map(owned -> owned.user().name()))
          .containsExactly("me", "mesh");
      assertThat(await(access.ranges(SqlDatabase.soon())))
          .extracting(OwnedRange::range)
          .hasSize(4)
          .contains(mine);
      assertThat(
              django.rows(
                  "SELECT count(*) FROM auth_user_user_permissions p JOIN auth_user u"
                      + " ON u.id = p.user_id WHERE u.username = 'me'"))
          .containsExactly("19");
      assertThat(await(access.deleteRanges("me", List.of(mine, theirs), SqlDatabase.soon())))
          .containsExactly(theirs);
      assertThat(owner(access, "203.0.113.1")).isEmpty();
    }
  }
}
