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
  public Outcome stamp(List<EventTypeRows> batch, Locked locked, Deadline deadline) {
    List<EventTypeRows> copy = List.copyOf(batch);
    return database.call("touch", deadline, session -> stamp(session, copy, locked));
  }

  private static Outcome stamp(Session session, List<EventTypeRows> batch, Locked locked)
      throws SQLException {
    Map<EventTypeRows, EsmondException> unknown = new HashMap<>();
    Map<EventTypeRows, long[]> ids = ids(session, batch, unknown);
    long[] all = ids.values().stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
    Set<Long> stamped = stamp(session, all, locked);
    List<EventTypeRows> left = new ArrayList<>();
    if (stamped.size() < all.length) {
      // The other rows are locked, or were deleted: their ids are looked up again.
      ids.forEach(
          (rows, its) -> {
            if (!Arrays.stream(its).allMatch(stamped::contains)) {
              left.add(rows);
            }
          });
      ids.keySet().removeAll(left);
    }
    return new Outcome(ids, left, unknown);
  }

  private static Set<Long> stamp(Session session, long[] ids, Locked locked) throws SQLException {
    if (locked == Locked.SKIP) {
      return StampStatement.skipLocked(session, ids);
    }
    try {
      return StampStatement.waitForLocks(session, ids);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return Set.of();
      }
      throw e;
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
}
