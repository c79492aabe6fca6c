package net.es.esmond.storage.testkit.served;

import java.util.Locale;
import java.util.function.BiFunction;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;

/** What happens while clients work. */
enum Fault {
  INSTANCE_KILLED((site, front) -> onInstance(site, front, site.instance().process()::kill)),
  INSTANCE_STOPPED(
      (site, front) -> {
        site.instance().process().pause();
        front.awaitInstance(false);
        return () -> {
          site.instance().process().resume();
          front.awaitInstance(true);
        };
      }),
  /** Its health page says so before it closes. */
  INSTANCE_DRAINED((site, front) -> onInstance(site, front, site.instance().process()::stop)),
  /** One instance alone has no way to PostgreSQL, and its health page says so. */
  INSTANCE_CUT_OFF(
      (site, front) -> {
        site.instance().cutOffFromPostgres(true);
        front.awaitInstance(false);
        return () -> {
          site.instance().cutOffFromPostgres(false);
          front.awaitInstance(true);
        };
      }),
  NODE_KILLED(
      (site, front) -> {
        CassandraNode node = site.ring().node(2);
        node.kill();
        return node::start;
      }),
  PRIMARY_PROMOTED(
      (site, front) -> {
        site.postgres().primary().kill();
        site.postgres().promote(site.postgres().standbys().get(0));
        return site.postgres()::heal;
      }),
  BALANCER_KILLED((site, front) -> front.killActive());

  private final BiFunction<Site, Front, Runnable> inflicts;

  Fault(BiFunction<Site, Front, Runnable> inflicts) {
    this.inflicts = inflicts;
  }

  private static Runnable onInstance(Site site, Front front, Runnable end) {
    end.run();
    front.awaitInstance(false);
    return () -> {
      site.instance().process().start();
      front.awaitInstance(true);
    };
  }

  /** Does it, and returns what undoes it. */
  Runnable inflict(Site site, Front front) {
    return inflicts.apply(site, front);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
