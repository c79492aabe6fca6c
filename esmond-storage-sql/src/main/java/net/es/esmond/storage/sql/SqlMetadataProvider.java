package net.es.esmond.storage.sql;

import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.MetadataProvider;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.lastupdated.LastUpdatedWriter;
import net.es.esmond.storage.sql.internal.metadata.SqlMetadataStore;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.schema.DatabaseSchema;
import net.es.esmond.storage.sql.internal.schema.Upgrade;

/**
 * Opens the metadata store in PostgreSQL 12 or later. esmond's tables are created when they are
 * absent. A Micrometer {@code MeterRegistry} and Resilience4j's {@code RetryRegistry} and {@code
 * BulkheadRegistry} are used when the host hands them in. Thread-safe.
 */
public final class SqlMetadataProvider implements MetadataProvider {
  @Override
  public MetadataStore open(EsmondConf conf, StoreContext context) {
    Deadline start = Deadline.after(conf.sql().startTimeout());
    Database database = Database.open(conf.sql(), context, start);
    try {
      DatabaseSchema schema = new DatabaseSchema(database, Upgrade.ALL);
      Futures.await(schema.ensure(start));
      return new SqlMetadataStore(
          database,
          schema,
          LastUpdatedWriter.start(database, conf.sql().touch(), context),
          context.clock());
    } catch (RuntimeException | Error e) {
      database.closeInBackground();
      throw e;
    }
  }
}
