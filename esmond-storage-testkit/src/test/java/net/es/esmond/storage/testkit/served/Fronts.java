package net.es.esmond.storage.testkit.served;

import static net.es.esmond.storage.testkit.served.Fault.BALANCER_KILLED;
import static net.es.esmond.storage.testkit.served.Fault.INSTANCE_CUT_OFF;
import static net.es.esmond.storage.testkit.served.Fault.INSTANCE_DRAINED;
import static net.es.esmond.storage.testkit.served.Fault.INSTANCE_KILLED;
import static net.es.esmond.storage.testkit.served.Fault.INSTANCE_STOPPED;
import static net.es.esmond.storage.testkit.served.Fault.NODE_KILLED;
import static net.es.esmond.storage.testkit.served.Fault.PRIMARY_PROMOTED;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import net.es.esmond.storage.testkit.internal.Programs;

/** The kinds of fronts, and what happens behind each of them. */
enum Fronts {
  HTTPD(
      List.of("apache2"),
      Httpd::new,
      INSTANCE_KILLED,
      INSTANCE_STOPPED,
      INSTANCE_DRAINED,
      NODE_KILLED,
      PRIMARY_PROMOTED),
  HAPROXY(
      List.of("haproxy"),
      HaproxyFront::new,
      INSTANCE_KILLED,
      INSTANCE_STOPPED,
      INSTANCE_DRAINED,
      INSTANCE_CUT_OFF,
      NODE_KILLED,
      PRIMARY_PROMOTED),
  KEEPALIVED(List.of("haproxy", "keepalived"), HaproxyPair::new, BALANCER_KILLED),
  DNS(List.of(), folder -> new DnsName(), INSTANCE_KILLED);

  private final List<String> programs;
  private final Function<Path, Front> starter;
  private final List<Fault> faults;

  Fronts(List<String> programs, Function<Path, Front> starter, Fault... faults) {
    this.programs = programs;
    this.starter = starter;
    this.faults = List.of(faults);
  }

  /** Says what is not there; empty when all is. */
  String unavailable() {
    return programs.stream()
        .filter(program -> !Programs.isInstalled(program))
        .map(Programs::hint)
        .findFirst()
        .orElse("");
  }

  Front start(Path folder) {
    return starter.apply(folder);
  }

  List<Fault> faults() {
    return faults;
  }

  static Fronts of(String label) {
    return valueOf(label.strip().toUpperCase(Locale.ROOT));
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
