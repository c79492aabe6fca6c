package net.es.esmond.storage.access;

import java.time.Instant;
import java.util.Objects;
import net.es.esmond.storage.conf.Secret;

/**
 * What a client shows to prove who it is. A user has one at most.
 *
 * @param user whom it belongs to
 * @param key 40 hex digits; printed as stars
 * @param created when it was made
 */
public record ApiKey(User user, Secret key, Instant created) {
  /** Refuses nulls. */
  public ApiKey {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(created, "created");
  }
}
