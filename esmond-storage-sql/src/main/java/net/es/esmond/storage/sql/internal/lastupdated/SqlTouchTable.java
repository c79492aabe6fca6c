package net.es.esmond.storage.sql.internal.lastupdated;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;

/** Stamps rows of {@code ps_event_types} on the primary. */
final class SqlTouchTable implements TouchTable {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Database database;

  SqlTouchTable(Database database) {
    this.database = database;
  }

  @Override
  public Outcome stamp(List<EventTypeRows> batch, Deadline deadline) {
    List<EventTypeRows> copy = List.copyOf(batch);
    return database.call("touch", deadline, session -> stamp(session, copy));
  }

  private static Outcome stamp(Session session, List<EventTypeRows> batch) throws SQLException {
    Map<EventTypeRows, EsmondException> unknown = new HashMap<>();
    Map<EventTypeRows, long[]> ids = ids(session, batch, unknown);
    long[] all = ids.values().stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
    try {
      // Fewer rows than ids: some rows were deleted, so all ids are looked up again.
      return StampStatement.run(session, all) == all.length
          ? new Outcome(ids, List.of(), unknown)
          : new Outcome(Map.of(), List.copyOf(ids.keySet()), unknown);
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      return withoutLocked(session, all, ids, unknown);
    }
  }

  private static Map<EventTypeRows, long[]> ids(
      Session session, List<EventTypeRows> batch, Map<EventTypeRows, EsmondException> unknown)
      throws SQLException {
    Map<EventTypeRows, long[]> ids = new HashMap<>(2 * batch.size());
    List<EventTypeRows> wanted = new ArrayList<>();
    for (EventTypeRows rows : batch) {
      if (rows.ids == RowIds.UNKNOWN) {
        wanted.add(rows);
      } else {
        ids.put(rows, RowIds.unpack(rows.ids));
      }
    }
    if (!wanted.isEmpty()) {
      RowIdLookup.run(session, wanted, ids, unknown);
    }
    return ids;
  }

  private static Outcome withoutLocked(
      Session session,
      long[] all,
      Map<EventTypeRows, long[]> ids,
      Map<EventTypeRows, EsmondException> unknown)
      throws SQLException {
    Set<Long> stamped = StampStatement.skippingLocked(session, all);
    List<EventTypeRows> left = new ArrayList<>();
    ids.forEach(
        (rows, its) -> {
          if (!Arrays.stream(its).allMatch(stamped::contains)) {
            left.add(rows);
          }
        });
    ids.keySet().removeAll(left);
    return new Outcome(ids, left, unknown);
  }
}
