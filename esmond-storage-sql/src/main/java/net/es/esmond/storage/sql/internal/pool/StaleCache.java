package net.es.esmond.storage.sql.internal.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Answers from memory for a short while, and for some minutes more while no primary can be reached.
 * The latter is what HTTP calls stale-if-error. An absent value is never kept. Thread-safe.
 *
 * @param <K> type of a key
 * @param <V> type of a value
 */
public final class StaleCache<K, V> {
  private final Duration freshFor;
  private final Ticker ticker;
  private final Cache<K, Entry<V>> entries;

  /** How often values were forgotten: a read that began before may return what was forgotten. */
  private final AtomicLong forgotten = new AtomicLong();

  private record Entry<V>(V value, long readAt) {}

  /**
   * Reads a value from the database.
   *
   * @param <V> type of the value
   */
  @FunctionalInterface
  public interface Reader<V> {
    /**
     * Starts to read.
     *
     * @param stale the value that answers while no primary can be reached; empty for none
     */
    CompletionStage<Optional<V>> read(Supplier<Optional<V>> stale);
  }

  /**
   * Creates an empty cache.
   *
   * @param freshFor age up to which a value answers without a look into the database
   * @param staleFor further age up to which a value answers while no primary can be reached
   * @param maxWeight weight of all values at most
   * @param weigher weighs a value
   * @param ticker tells the age of values
   */
  StaleCache(
      Duration freshFor,
      Duration staleFor,
      long maxWeight,
      Weigher<? super K, ? super V> weigher,
      Ticker ticker) {
    this.freshFor = freshFor;
    this.ticker = ticker;
    entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(freshFor.plus(staleFor))
            .maximumWeight(maxWeight)
            .weigher((K key, Entry<V> entry) -> weigher.weigh(key, entry.value))
            .executor(Runnable::run)
            .build();
  }

  /** Returns a value from memory while it is fresh, else as the reader finds it. */
  public CompletionStage<Optional<V>> get(K key, Reader<V> reader) {
    Entry<V> entry = entries.getIfPresent(key);
    if (entry != null && ticker.read() - entry.readAt < freshFor.toNanos()) {
      return CompletableFuture.completedStage(Optional.of(entry.value));
    }
    long began = beginRead();
    return reader.read(() -> stale(key)).thenApply(found -> keep(key, found, began));
  }

  private Optional<V> stale(K key) {
    return Optional.ofNullable(entries.getIfPresent(key)).map(Entry::value);
  }

  private Optional<V> keep(K key, Optional<V> found, long began) {
    if (found.isEmpty()) {
      entries.invalidate(key);
    } else if (stale(key).orElse(null) != found.get()) {
      // The stale value itself grows no younger by being used.
      put(key, found.get(), began);
    }
    return found;
  }

  /** Returns what {@link #put} has to know of a read that begins now. */
  public long beginRead() {
    return forgotten.get();
  }

  /** Keeps a value that was read just now, unless any was forgotten since the read began. */
  public void put(K key, V value, long began) {
    entries.put(key, new Entry<>(value, ticker.read()));
    if (forgotten.get() != began) {
      entries.invalidate(key);
    }
  }

  /** Forgets a value. */
  public void invalidate(K key) {
    forgotten.incrementAndGet();
    entries.invalidate(key);
  }

  /** Forgets all values. */
  public void invalidateAll() {
    forgotten.incrementAndGet();
    entries.invalidateAll();
  }
}
