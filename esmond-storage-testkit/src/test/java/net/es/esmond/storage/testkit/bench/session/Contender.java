package net.es.esmond.storage.testkit.bench.session;

import java.util.concurrent.CompletionStage;

/** A client under test: writes and reads single points of whole numbers. */
interface Contender extends AutoCloseable {
  /** How many series there are; their points are a second apart. */
  int SERIES = 500;

  String name();

  /** The nth request: three writes, then a read of the point that the first of them wrote. */
  CompletionStage<?> request(long n);

  @Override
  void close();
}
