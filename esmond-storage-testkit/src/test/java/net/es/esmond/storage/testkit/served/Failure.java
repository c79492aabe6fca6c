package net.es.esmond.storage.testkit.served;

/**
 * A request that was not answered rightly.
 *
 * @param beganNanos by {@link System#nanoTime}
 * @param what the request's method, and what came instead
 */
record Failure(long beganNanos, String what) {}
