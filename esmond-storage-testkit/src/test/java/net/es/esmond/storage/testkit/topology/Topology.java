package net.es.esmond.storage.testkit.topology;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Changes clusters in every way that operators do, under the load of two instances, and reads
 * everything back at the end: {@code -Ptopology -Dcase=NAME,...}, all cases when there is none.
 * Ends with status 1 when a request failed or an acknowledged point is lost.
 */
public final class Topology {
  private Topology() {}

  public static void main(String[] args) {
    String named = args.length == 0 ? "" : args[0];
    List<Case> cases =
        named.isBlank()
            ? List.of(Case.values())
            : Stream.of(named.split(",")).map(Topology::parse).toList();
    boolean holds = true;
    System.out.println(Outcome.HEAD);
    for (Case each : cases) {
      holds &= run(each);
    }
    System.exit(holds ? 0 : 1);
  }

  private static boolean run(Case each) {
    try {
      Outcome outcome = each.run("127.0.33.11");
      System.out.println(outcome.line(name(each)));
      return outcome.holds();
    } catch (RuntimeException | AssertionError e) {
      System.out.println(name(each) + " did not end:");
      e.printStackTrace(System.out);
      return false;
    }
  }

  private static Case parse(String name) {
    return Case.valueOf(name.strip().toUpperCase(Locale.ROOT).replaceAll("[-.]", "_"));
  }

  private static String name(Case each) {
    return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
