package net.es.esmond.storage.testkit.bench.session;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cassandra.internal.session.SessionMeters;
import net.es.esmond.storage.cassandra.internal.session.Supervisor;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;

/** This library's session, with meters, sending the very statements that the bare driver sends. */
final class SessionContender implements Contender {
  private final PointStatements statements;
  private final Requests requests;

  SessionContender(CassandraConf conf, HostResolver resolver) {
    statements = new PointStatements(conf);
    MeterRegistry registry = new SimpleMeterRegistry();
    SessionMeters meters = new SessionMeters(new HostMeters(registry));
    Supervisor supervisor =
        new Supervisor(
            CassandraSessionFactory.of(conf).resolvingWith(resolver).reportingTo(registry)::open,
            session -> Connection.of(session, statements.all()),
            meters);
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    requests =
        new Requests(supervisor, meters, conf.maxInFlight(), StorageThreads.shared().timed());
  }

  @Override
  public String name() {
    return "session";
  }

  @Override
  public CompletionStage<?> request(long n) {
    CompletionStage<AsyncResultSet> answer =
        requests.send(
            connection -> statements.of(n, connection::prepared),
            Deadline.after(LibraryContender.TIMEOUT));
    return PointStatements.isRead(n) ? answer.thenAccept(PointStatements::take) : answer;
  }

  @Override
  public void close() {
    requests.close();
  }
}
