package net.es.esmond.storage;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.GatedCall;
import net.es.esmond.storage.internal.text.StorableText;
import net.es.esmond.storage.spi.AccessStore;

/**
 * Manages the users of an archive, their API keys and their address ranges. Immutable; safe for use
 * by many threads. Every call has one deadline, {@code sql_db_request_timeout}. Look-ups by key and
 * address may return a state up to half a minute old, and {@code sql_db_stale_if_error} older while
 * no PostgreSQL primary can be reached. Stages complete where those of the {@link Archive} do.
 */
public final class AccessRepository {
  private static final int MAX_NAME_CHARS = 150;

  private final CallGate calls;
  private final AccessStore store;
  private final Duration timeout;

  AccessRepository(CallGate calls, AccessStore store, Duration timeout) {
    this.calls = calls;
    this.store = store;
    this.timeout = timeout;
  }

  /**
   * Finds the active user whom a key belongs to.
   *
   * @param key the key that a client sent
   * @return the user; empty when the key is unknown or its user is inactive
   */
  public Optional<User> userOf(Secret key) {
    return findingUser(key).blocking();
  }

  /**
   * {@link #userOf(Secret)} without blocking.
   *
   * @param key what a client showed
   * @return completes with the user
   */
  public CompletionStage<Optional<User>> userOfAsync(Secret key) {
    return findingUser(key).async();
  }

  private GatedCall<Optional<User>> findingUser(Secret key) {
    Objects.requireNonNull(key, "key");
    return calls.call("AccessRepository.userOf", timeout, deadline -> store.userOf(key, deadline));
  }

  /**
   * Finds the active user whom an address belongs to: the owner of the most specific range that
   * contains it.
   *
   * @param address the client's address
   * @return the user; empty when no range of an active user contains the address
   */
  public Optional<User> userOf(InetAddress address) {
    return findingUser(address).blocking();
  }

  /**
   * {@link #userOf(InetAddress)} without blocking.
   *
   * @param address where a client comes from
   * @return completes with the user
   */
  public CompletionStage<Optional<User>> userOfAsync(InetAddress address) {
    return findingUser(address).async();
  }

  private GatedCall<Optional<User>> findingUser(InetAddress address) {
    Objects.requireNonNull(address, "address");
    return calls.call(
        "AccessRepository.userOf", timeout, deadline -> store.userOf(address, deadline));
  }

  /**
   * Returns a user's key, and creates the user and the key if they are absent.
   *
   * @param user name of the user, 1 to 150 characters
   * @return the key
   */
  public ApiKey createKey(String user) {
    return write("createKey", deadline -> store.createKey(checked(user), deadline));
  }

  /**
   * Lists all keys.
   *
   * @return in the order of user names
   */
  public List<ApiKey> keys() {
    return await("keys", store::keys);
  }

  /**
   * Deletes a user's key.
   *
   * @param user name of the user
   * @return whether the user had a key
   */
  public boolean deleteKey(String user) {
    return write("deleteKey", deadline -> store.deleteKey(checked(user), deadline));
  }

  /**
   * Adds address ranges to a user, who is created if absent. A range that already has an owner
   * keeps that owner.
   *
   * @param user name of the user, 1 to 150 characters
   * @param ranges addresses
   * @return each range with its owner
   */
  public List<OwnedRange> addRanges(String user, List<AddressRange> ranges) {
    return write(
        "addRanges", deadline -> store.addRanges(checked(user), List.copyOf(ranges), deadline));
  }

  /**
   * Lists all ranges.
   *
   * @return in the order of user names, then of addresses
   */
  public List<OwnedRange> ranges() {
    return await("ranges", store::ranges);
  }

  /**
   * Removes address ranges from a user.
   *
   * @param user name of the user
   * @param ranges addresses
   * @return the ranges that did not belong to the user
   */
  public List<AddressRange> deleteRanges(String user, List<AddressRange> ranges) {
    return write(
        "deleteRanges",
        deadline -> store.deleteRanges(checked(user), List.copyOf(ranges), deadline));
  }

  private <T> T await(String name, Function<Deadline, CompletionStage<T>> call) {
    return calls.call("AccessRepository." + name, timeout, call).blocking();
  }

  private <T> T write(String name, Function<Deadline, CompletionStage<T>> call) {
    return calls.write("AccessRepository." + name, timeout, call).blocking();
  }

  private static String checked(String user) {
    int chars = user.codePointCount(0, user.length());
    if (chars < 1 || chars > MAX_NAME_CHARS) {
      throw new InvalidInputException(
          "user", user, "must have 1 to " + MAX_NAME_CHARS + " characters");
    }
    if (!StorableText.holds(user)) {
      throw new InvalidInputException("user", user, StorableText.RULE);
    }
    return user;
  }
}
