package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Django's commands on databases that this library made or opened, with models like esmond's. */
class DjangoIT {
  private static final String BOOKKEEPING =
      "django_migrations, auth_user_user_permissions, auth_user_groups, auth_group_permissions,"
          + " auth_group, auth_permission, django_content_type";

  private static final Registration REGISTRATION =
      Registration.pointToPoint()
          .source("198.51.100.1")
          .inputSource("a.example.net")
          .destination("2001:db8::2")
          .inputDestination("b.example.net")
          .measurementAgent("198.51.100.1")
          .toolName("powstream")
          .eventType(EventType.HISTOGRAM_OWDELAY)
          .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, Duration.ofDays(1))
          .parameter("ip-tos", "0")
          .build();

  @TempDir private static Path folder;

  @BeforeAll
  static void copyModels() throws Exception {
    assumeTrue(
        DjangoCommand.isInstalled(),
        "Debian's python3-django, python3-djangorestframework and python3-psycopg2 are absent");
    DjangoCommand.copyTo(folder);
    new DjangoCommand(folder, SqlDatabase.create()).run("makemigrations", "api");
  }

  private static DjangoCommand django(SqlDatabase database) {
    return new DjangoCommand(folder, database);
  }

  private static Metadata fill(MetadataStore store) {
    SqlDatabase.await(store.register(REGISTRATION, SqlDatabase.soon()));
    SqlDatabase.await(
        store.touch(REGISTRATION.newKey(), EventType.HISTOGRAM_OWDELAY, SqlDatabase.soon()));
    SqlDatabase.await(store.access().createKey("meter", SqlDatabase.soon()));
    SqlDatabase.await(
        store
            .access()
            .addRanges("meter", List.of(new AddressRange("198.51.100.0/24")), SqlDatabase.soon()));
    return find(store);
  }

  private static Metadata find(MetadataStore store) {
    return SqlDatabase.await(store.find(REGISTRATION.newKey(), SqlDatabase.soon())).orElseThrow();
  }

  @Test
  void django_takes_over_a_database_that_this_library_made() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    try (MetadataStore store = database.open()) {
      Metadata record = fill(store);

      django(database).run("migrate");
      django(database).run("migrate", "--check");

      assertThat(django(database).run("dumpdata", "api")).contains(REGISTRATION.checksum());
      assertThat(database.rows("SELECT count(*) FROM auth_permission")).doesNotContain("0");
      assertThat(find(store)).isEqualTo(record);
    }
  }

  @Test
  void a_database_of_an_earlier_version_becomes_djangos() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    database.open().close();
    database.execute("DROP TABLE " + BOOKKEEPING);
    assertThatThrownBy(() -> django(database).run("migrate"))
        .hasMessageContaining("already exists");

    database.open().close();

    django(database).run("migrate", "--fake-initial");
    django(database).run("migrate", "--check");
  }

  @Test
  void a_database_that_django_made_gets_no_table_of_esmonds() throws Exception {
    SqlDatabase database = SqlDatabase.create();
    django(database).run("migrate");
    List<String> before = database.rows("SELECT app, name, applied FROM django_migrations");
    try (MetadataStore store = database.open()) {
      fill(store);

      django(database).run("migrate", "--check");

      assertThat(database.rows("SELECT app, name, applied FROM django_migrations"))
          .isEqualTo(before);
      assertThat(
              database.rows(
                  "SELECT tablename FROM pg_tables WHERE tablename LIKE 'esmond%' ORDER BY 1"))
          .containsExactly(
              "esmond_storage_changes", "esmond_storage_deletions", "esmond_storage_schema");
      assertThat(
              database.rows(
                  "SELECT count(*) FROM auth_user_user_permissions p JOIN auth_user u"
                      + " ON u.id = p.user_id WHERE u.username = 'meter'"))
          .doesNotContain("0");
    }
  }

  @Test
  void inspection_finds_the_same_models_in_both() throws Exception {
    SqlDatabase ours = SqlDatabase.create();
    ours.open().close();
    SqlDatabase djangos = SqlDatabase.create();
    django(djangos).run("migrate");

    assertThat(models(ours)).isNotEmpty().isEqualTo(models(djangos));
  }

  private static List<String> models(SqlDatabase database) {
    return django(database)
        .run(
            "inspectdb",
            "ps_metadata",
            "ps_p2p_subject",
            "ps_networkelement_subject",
            "ps_event_types",
            "ps_metadata_parameters",
            "useripaddress",
            "auth_user",
            "auth_permission",
            "auth_group_permissions",
            "auth_user_groups",
            "auth_user_user_permissions",
            "authtoken_token",
            "django_migrations")
        .lines()
        .filter(line -> !line.contains("esmond_updated_hour"))
        .toList();
  }

  @Test
  void a_dump_loads_into_either_kind_of_database() throws Exception {
    SqlDatabase ours = SqlDatabase.create();
    SqlDatabase djangos = SqlDatabase.create();
    django(djangos).run("migrate");
    SqlDatabase again = SqlDatabase.create();
    Metadata record;
    try (MetadataStore store = ours.open()) {
      fill(store);
      // JSON has milliseconds.
      ours.execute(
          "UPDATE ps_event_types SET time_updated = date_trunc('milliseconds', time_updated)");
      record = find(store);
    }
    django(ours).run("migrate");
    again.open().close();
    django(again).run("migrate");
    djangos.open().close();
    SqlDatabase from = ours;
    for (SqlDatabase to : List.of(djangos, again)) {
      Path dump = folder.resolve(to.name() + ".json");
      Files.writeString(dump, django(from).run("dumpdata", "auth.user", "authtoken.token", "api"));
      django(to).run("loaddata", dump.toString());

      try (MetadataStore store = to.open()) {
        assertThat(find(store)).isEqualTo(record);
        assertThat(SqlDatabase.await(store.access().ranges(SqlDatabase.soon()))).hasSize(1);
        assertThat(SqlDatabase.await(store.access().keys(SqlDatabase.soon()))).hasSize(1);
      }
      from = to;
    }
  }
}
