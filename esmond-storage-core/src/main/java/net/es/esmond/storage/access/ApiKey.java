package net.es.esmond.storage.access;

import java.time.Instant;
import java.util.Objects;
import net.es.esmond.storage.conf.Secret;

/**
 * The secret key by which a client is authenticated as a user. A user has at most one.
 *
 * @param user the key's owner
 * @param key 40 hex digits; printed as stars
 * @param created time of creation
 */
public record ApiKey(User user, Secret key, Instant created) {
  /** Refuses nulls. */
  public ApiKey {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(created, "created");
  }
}
