package net.es.esmond.storage.sql.internal.access;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.internal.text.StorableText;
import net.es.esmond.storage.spi.AccessStore;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import net.es.esmond.storage.sql.internal.pool.StaleCache;
import org.jspecify.annotations.Nullable;

/** Stores users, API keys and address ranges in Django's tables. Thread-safe. */
public final class SqlAccessStore implements AccessStore {
  private static final int KEY_BYTES = 20;
  private static final int MAX_CACHED = 10_000;

  /**
   * Age of the oldest cached user while there is a primary: a revoked key or range may be accepted
   * so long.
   */
  private static final Duration CACHED_FOR = Duration.ofSeconds(30);

  private final Database database;
  private final SecureRandom random = new SecureRandom();

  /** Users by key or address. A key or address without a user is looked up each time. */
  private final StaleCache<Object, User> users;

  /**
   * Creates a store.
   *
   * @param database the database that has the tables
   */
  public SqlAccessStore(Database database) {
    this.database = database;
    this.users = database.cache(CACHED_FOR, MAX_CACHED, (by, user) -> 1);
  }

  @Override
  public CompletionStage<Optional<User>> userOf(Secret key, Deadline deadline) {
    return user(key, AccessStatements.USER_OF_KEY, key.reveal(), deadline);
  }

  @Override
  public CompletionStage<Optional<User>> userOf(InetAddress address, Deadline deadline) {
    // A link-local address has a zone, which the database does not.
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return user(address, AccessStatements.USER_OF_ADDRESS, text, deadline);
  }

  private CompletionStage<Optional<User>> user(
      Object by, String sql, String value, Deadline deadline) {
    if (!StorableText.holds(value)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return users.get(
        by,
        stale ->
            database.readPrimary(
                "user",
                deadline,
                session -> session.query(sql).bind(value).first(SqlAccessStore::user),
                stale));
  }

  @Override
  public CompletionStage<ApiKey> createKey(String user, Deadline deadline) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String key = HexFormat.of().formatHex(bytes);
    return database.submit(
        "create-key",
        deadline,
        session ->
            session.transaction(
                transaction -> {
                  transaction.query(AccessStatements.CREATE_USER).bind(user).update();
                  transaction.query(AccessStatements.CREATE_KEY).bind(key).bind(user).update();
                  return keys(transaction, user).get(0);
                }));
  }

  @Override
  public CompletionStage<List<ApiKey>> keys(Deadline deadline) {
    return database.submit("keys", deadline, session -> keys(session, null));
  }

  private static List<ApiKey> keys(Session session, @Nullable String user) throws SQLException {
    return session
        .query(AccessStatements.KEYS)
        .bind(user)
        .bind(user)
        .list(
            row ->
                new ApiKey(
                    user(row),
                    new Secret(row.getString("key")),
                    row.getObject("created", OffsetDateTime.class).toInstant()));
  }

  @Override
  public CompletionStage<Boolean> deleteKey(String user, Deadline deadline) {
    return database
        .submit(
            "delete-key",
            deadline,
            session -> session.query(AccessStatements.DELETE_KEY).bind(user).update() > 0)
        .whenComplete((deleted, failure) -> users.invalidateAll());
  }

  @Override
  public CompletionStage<List<OwnedRange>> addRanges(
      String user, List<AddressRange> ranges, Deadline deadline) {
    return database
        .submit(
            "add-ranges",
            deadline,
            session ->
                session.transaction(
                    transaction -> {
                      transaction.query(AccessStatements.CREATE_USER).bind(user).update();
                      if (hasPermissions(transaction)) {
                        transaction.query(AccessStatements.GRANT_PERMISSIONS).bind(user).update();
                      }
                      addRanges(transaction, user, ranges);
                      return ranges(transaction, ranges);
                    }))
        .whenComplete((added, failure) -> users.invalidateAll());
  }

  private static boolean hasPermissions(Session session) throws SQLException {
    return session.query(AccessStatements.HAS_PERMISSIONS).one(row -> row.getBoolean(1));
  }

  private static void addRanges(Session session, String user, List<AddressRange> ranges)
      throws SQLException {
    session.query(AccessStatements.ADD_RANGES).bindArray(networks(ranges)).bind(user).update();
  }

  @Override
  public CompletionStage<List<OwnedRange>> ranges(Deadline deadline) {
    return database.submit("ranges", deadline, session -> ranges(session, null));
  }

  private static List<OwnedRange> ranges(Session session, @Nullable List<AddressRange> which)
      throws SQLException {
    List<String> networks = which == null ? null : networks(which);
    return session
        .query(AccessStatements.RANGES)
        .bindArray(networks)
        .bindArray(networks)
        .list(row -> new OwnedRange(new AddressRange(row.getString("ip")), user(row)));
  }

  @Override
  public CompletionStage<List<AddressRange>> deleteRanges(
      String user, List<AddressRange> ranges, Deadline deadline) {
    return database
        .submit("delete-ranges", deadline, session -> deleteRanges(session, user, ranges))
        .whenComplete((notFound, failure) -> users.invalidateAll());
  }

  private static List<AddressRange> deleteRanges(
      Session session, String user, List<AddressRange> ranges) throws SQLException {
    List<AddressRange> notFound = new ArrayList<>(ranges);
    session
        .query(AccessStatements.DELETE_RANGES)
        .bindArray(networks(ranges))
        .bind(user)
        .forEach(row -> notFound.remove(new AddressRange(row.getString(1))));
    return notFound;
  }

  private static List<String> networks(List<AddressRange> ranges) {
    return ranges.stream().map(AddressRange::network).toList();
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getString("username"),
        row.getBoolean("is_active"),
        row.getBoolean("is_staff"),
        row.getBoolean("is_superuser"));
  }
}
