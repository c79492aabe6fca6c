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
 * Port: keeps users, their API keys and their address ranges. Safe for use by many threads. Every
 * stage completes by the deadline; every operation may be repeated.
 */
public interface AccessStore {

  /**
   * Finds the active user whom a key belongs to, possibly as it was a bounded time ago.
   *
   * @param key what a client showed
   * @param deadline by when
   * @return empty for nobody, or for an inactive user
   */
  CompletionStage<Optional<User>> userOf(Secret key, Deadline deadline);

  /**
   * Finds the active user whom an address belongs to, by the most specific range that holds it,
   * possibly as it was a bounded time ago.
   *
   * @param address where a client comes from
   * @param deadline by when
   * @return empty for nobody
   */
  CompletionStage<Optional<User>> userOf(InetAddress address, Deadline deadline);

  /**
   * Gets a user's key, or creates it, and the user too.
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
   * @return whether there was one
   */
  CompletionStage<Boolean> deleteKey(String user, Deadline deadline);

  /**
   * Gives ranges to a user, who is created if need be. A range that has an owner keeps it.
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
   * Takes ranges from a user.
   *
   * @param user name of the user
   * @param ranges addresses
   * @param deadline by when
   * @return those that did not belong to the user
   */
  CompletionStage<List<AddressRange>> deleteRanges(
      String user, List<AddressRange> ranges, Deadline deadline);
}
