package net.es.esmond.storage.sql.internal.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
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
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.spi.AccessStore;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.jspecify.annotations.Nullable;

/** Users, API keys and address ranges in Django's tables. */
public final class SqlAccessStore implements AccessStore {
  private static final int KEY_BYTES = 20;
  private static final int MAX_CACHED = 10_000;

  /** For so long a revoked key or range may still be taken. */
  private static final Duration CACHED_FOR = Duration.ofSeconds(30);

  private final Database database;
  private final SecureRandom random = new SecureRandom();

  /** By key or address; whoever is nobody is looked up each time. */
  private final Cache<Object, User> users =
      Caffeine.newBuilder()
          .maximumSize(MAX_CACHED)
          .expireAfterWrite(CACHED_FOR)
          .executor(Runnable::run)
          .build();

  /**
   * Creates the store.
   *
   * @param database where the tables are
   */
  public SqlAccessStore(Database database) {
    this.database = database;
    database.onPromotion(users::invalidateAll);
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
    User known = users.getIfPresent(by);
    if (known != null) {
      return CompletableFuture.completedStage(Optional.of(known));
    }
    if (value.indexOf('\0') >= 0) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return database
        .submit(
            "user",
            deadline,
            session -> {
              try (PreparedStatement statement = session.prepare(sql)) {
                statement.setString(1, value);
                try (ResultSet rows = statement.executeQuery()) {
                  return rows.next() ? Optional.of(user(rows)) : Optional.<User>empty();
                }
              }
            })
        .thenApply(
            found -> {
              found.ifPresent(user -> users.put(by, user));
              return found;
            });
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
                  update(transaction, AccessStatements.CREATE_USER, user);
                  update(transaction, AccessStatements.CREATE_KEY, key, user);
                  return keys(transaction, user).get(0);
                }));
  }

  @Override
  public CompletionStage<List<ApiKey>> keys(Deadline deadline) {
    return database.submit("keys", deadline, session -> keys(session, null));
  }

  private static List<ApiKey> keys(Session session, @Nullable String user) throws SQLException {
    try (PreparedStatement statement = session.prepare(AccessStatements.KEYS)) {
      statement.setString(1, user);
      statement.setString(2, user);
      try (ResultSet rows = statement.executeQuery()) {
        List<ApiKey> keys = new ArrayList<>();
        while (rows.next()) {
          keys.add(
              new ApiKey(
                  user(rows),
                  new Secret(rows.getString("key")),
                  rows.getObject("created", OffsetDateTime.class).toInstant()));
        }
        return keys;
      }
    }
  }

  @Override
  public CompletionStage<Boolean> deleteKey(String user, Deadline deadline) {
    return database
        .submit(
            "delete-key",
            deadline,
            session -> update(session, AccessStatements.DELETE_KEY, user) > 0)
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
                      update(transaction, AccessStatements.CREATE_USER, user);
                      if (hasPermissions(transaction)) {
                        update(transaction, AccessStatements.GRANT_PERMISSIONS, user);
                      }
                      addRanges(transaction, user, ranges);
                      return ranges(transaction, ranges);
                    }))
        .whenComplete((added, failure) -> users.invalidateAll());
  }

  private static boolean hasPermissions(Session session) throws SQLException {
    try (PreparedStatement statement = session.prepare(AccessStatements.HAS_PERMISSIONS);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void addRanges(Session session, String user, List<AddressRange> ranges)
      throws SQLException {
    try (PreparedStatement statement = session.prepare(AccessStatements.ADD_RANGES)) {
      statement.setArray(1, networks(session, ranges));
      statement.setString(2, user);
      statement.executeUpdate();
    }
  }

  @Override
  public CompletionStage<List<OwnedRange>> ranges(Deadline deadline) {
    return database.submit("ranges", deadline, session -> ranges(session, null));
  }

  private static List<OwnedRange> ranges(Session session, @Nullable List<AddressRange> which)
      throws SQLException {
    try (PreparedStatement statement = session.prepare(AccessStatements.RANGES)) {
      java.sql.Array networks = which == null ? null : networks(session, which);
      statement.setArray(1, networks);
      statement.setArray(2, networks);
      try (ResultSet rows = statement.executeQuery()) {
        List<OwnedRange> ranges = new ArrayList<>();
        while (rows.next()) {
          ranges.add(new OwnedRange(new AddressRange(rows.getString("ip")), user(rows)));
        }
        return ranges;
      }
    }
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
    try (PreparedStatement statement = session.prepare(AccessStatements.DELETE_RANGES)) {
      statement.setArray(1, networks(session, ranges));
      statement.setString(2, user);
      List<AddressRange> notFound = new ArrayList<>(ranges);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          notFound.remove(new AddressRange(rows.getString(1)));
        }
      }
      return notFound;
    }
  }

  private static java.sql.Array networks(Session session, List<AddressRange> ranges)
      throws SQLException {
    return session.array("text", ranges.stream().map(AddressRange::network).toArray());
  }

  private static int update(Session session, String sql, String... values) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getString("username"),
        row.getBoolean("is_active"),
        row.getBoolean("is_staff"),
        row.getBoolean("is_superuser"));
  }
}
