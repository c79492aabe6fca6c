package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Work;
import net.es.esmond.storage.testkit.network.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QueryIT {
  private static Database database;

  @BeforeAll
  static void open() {
    database =
        Database.open(
            SqlDatabase.create().conf().build(),
            new StoreContext(Clock.systemUTC(), Map.of()),
            SqlDatabase.soon());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static <T> T run(Work<T> work) {
    return SqlDatabase.await(database.submit("test", SqlDatabase.soon(), work));
  }

  private static ErrorCode refused(Work<?> work) {
    return catchThrowableOfType(StoreException.class, () -> run(work)).code();
  }

  @Test
  void each_value_has_the_sql_type_of_its_method() {
    Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");

    String types =
        run(
            session ->
                session
                    .query(
                        "SELECT concat_ws(' ', pg_typeof(?), pg_typeof(?), pg_typeof(?),"
                            + " pg_typeof(?), pg_typeof(?), pg_typeof(?))")
                    .bind("text")
                    .bind(1)
                    .bind(1L)
                    .bind(time)
                    .bindArray(List.of("text"))
                    .bindArray(new long[] {1L})
                    .one(row -> row.getString(1)));

    assertThat(types)
        .isEqualTo("character varying integer bigint timestamp with time zone text[] bigint[]");
  }

  @Test
  void values_arrive_in_the_order_they_were_bound() {
    List<String> rows =
        run(
            session ->
                session
                    .query("SELECT ? || n || ? FROM unnest(?) AS n ORDER BY n")
                    .bind("<")
                    .bind(">")
                    .bindArray(new long[] {2, Long.MAX_VALUE, 1})
                    .list(row -> row.getString(1)));

    assertThat(rows).containsExactly("<1>", "<2>", "<" + Long.MAX_VALUE + ">");
  }

  @Test
  void a_query_with_too_few_or_many_values_is_refused() {
    assertThat(refused(session -> session.query("SELECT ?, ?").bind(1).first(row -> 1)))
        .isEqualTo(ErrorCode.STORE_REFUSED);
    assertThat(refused(session -> session.query("SELECT ?").bind(1).bind(2).first(row -> 1)))
        .isEqualTo(ErrorCode.STORE_REFUSED);
  }

  @Test
  void a_script_returns_the_rows_of_its_one_query() {
    String value =
        run(
            session ->
                session
                    .query("CREATE TEMP TABLE t (v int); INSERT INTO t VALUES (?); SELECT v FROM t")
                    .bind(7)
                    .one(row -> row.getString("v")));

    assertThat(value).isEqualTo("7");
  }

  @Test
  void a_transaction_that_ends_by_an_error_leaves_nothing() {
    run(
        session -> {
          session.query("CREATE TABLE half (n integer)").execute();
          return true;
        });

    assertThatThrownBy(
            () ->
                run(
                    session ->
                        session.transaction(
                            transaction -> {
                              transaction.query("INSERT INTO half VALUES (1)").execute();
                              throw new StackOverflowError("of a mapper");
                            })))
        .hasRootCauseMessage("of a mapper");

    List<Integer> left =
        run(session -> session.query("SELECT n FROM half").list(row -> row.getInt(1)));
    assertThat(left).isEmpty();
  }

  @Test
  void the_reason_why_a_transaction_broke_is_told() {
    Work<Boolean> broken =
        session ->
            session.transaction(
                transaction -> {
                  transaction.query("SELECT pg_terminate_backend(pg_backend_pid())").execute();
                  return true;
                });

    StoreException e =
        catchThrowableOfType(
            StoreException.class,
            () ->
                SqlDatabase.await(
                    database.submit("broken", Deadline.after(Duration.ofSeconds(2)), broken)));

    assertThat(e.attempts()).first().extracting(Attempt::answer).asString().contains("57P01");
  }

  @Test
  void a_commit_that_hangs_ends_by_the_deadline() {
    SqlDatabase behind = SqlDatabase.create();
    try (TcpProxy proxy = TcpProxy.to(SqlDatabase.server().address());
        Database hanging =
            Database.open(
                behind
                    .conf()
                    .servers(List.of(new HostPort("127.0.0.1", proxy.address().getPort())))
                    .build(),
                new StoreContext(Clock.systemUTC(), Map.of()),
                SqlDatabase.soon())) {
      Deadline deadline = Deadline.after(Duration.ofSeconds(10));
      AtomicLong late = new AtomicLong();

      assertThatThrownBy(
              () ->
                  hanging.call(
                      "commit",
                      deadline,
                      session -> {
                        try {
                          return session.transaction(
                              transaction -> {
                                transaction.query("SELECT pg_sleep(6)").execute();
                                proxy.cut();
                                late.set(System.nanoTime());
                                return true;
                              });
                        } finally {
                          late.set(System.nanoTime() - late.get());
                        }
                      }))
          .isInstanceOf(StoreException.class);

      assertThat(Duration.ofNanos(late.get())).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void a_search_without_rows_returns_nothing() {
    Optional<Integer> none = run(session -> session.query("SELECT 1 WHERE false").first(row -> 1));

    assertThat(none).isEmpty();
  }
}
