package net.es.esmond.storage.spi;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.access.ApiKey;
import net.es.esmond.storage.access.OwnedRange;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.Secret;

/**
 * A port that stores users, their API keys and their address ranges. Safe for use by many threads.
 * Every stage completes by the deadline; every operation may be repeated.
 */
public interface AccessStore {

  /**
   * Finds the active user whom a key belongs to. The answer may be stale for a bounded time.
   *
   * @param key the key that a client sent
   * @param deadline by when
   * @return the user; empty when the key is unknown or its user is inactive
   */
  CompletionStage<Optional<User>> userOf(Secret key, Deadline deadline);

  /**
   * Finds the active user whom an address belongs to: the owner of the most specific range that
   * contains it. The answer may be stale for a bounded time.
   *
   * @param address the client's address
   * @param deadline by when
   * @return the user; empty when no range of an active user contains the address
   */
  CompletionStage<Optional<User>> userOf(InetAddress address, Deadline deadline);

  /**
   * Returns a user's key, and creates the user and the key if they are absent.
   *
   * @param user name of the user
   * @param deadline by when
   * @return the key
   */
  CompletionStage<ApiKey> createKey(String user, Deadline deadline);

  /**
   * Lists all keys.
   *
   * @param deadline by when
   * @return in the order of user names
   */
  CompletionStage<List<ApiKey>> keys(Deadline deadline);

  /**
   * Deletes a user's key.
   *
   * @param user name of the user
   * @param deadline by when
   * @return whether the user had a key
   */
  CompletionStage<Boolean> deleteKey(String user, Deadline deadline);

  /**
   * Adds address ranges to a user, who is created if absent. A range that already has an owner
   * keeps that owner.
   *
   * @param user name of the user
   * @param ranges addresses
   * @param deadline by when
   * @return each range with its owner
   */
  CompletionStage<List<OwnedRange>> addRanges(
      String user, List<AddressRange> ranges, Deadline deadline);

  /**
   * Lists ranges.
   *
   * @param deadline by when
   * @return in the order of user names, then of addresses
   */
  CompletionStage<List<OwnedRange>> ranges(Deadline deadline);

  /**
   * Removes address ranges from a user.
   *
   * @param user name of the user
   * @param ranges addresses
   * @param deadline by when
   * @return the ranges that did not belong to the user
   */
  CompletionStage<List<AddressRange>> deleteRanges(
      String user, List<AddressRange> ranges, Deadline deadline);
}
