package net.es.esmond.storage.sql;

import java.util.Optional;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
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
    SqlConf sql = conf.sql();
    boolean readOnly = context.opening().readOnly();
    boolean inBackground = context.opening().inBackground();
    Deadline start = Deadline.after(sql.startTimeout());
    Database database =
        inBackground ? Database.openInBackground(sql, context) : Database.open(sql, context, start);
    try {
      DatabaseSchema schema = new DatabaseSchema(database, Upgrade.ALL, sql.user(), readOnly);
      if (inBackground) {
        schema.ensureWithFirstCall(sql.startTimeout());
      } else {
        Futures.await(schema.ensure(start));
      }
      return new SqlMetadataStore(
          database,
          schema,
          readOnly
              ? Optional.empty()
              : Optional.of(LastUpdatedWriter.start(database, sql.touch(), context)),
          context.clock());
    } catch (RuntimeException | Error e) {
      database.closeInBackground();
      throw e;
    }
  }
}
