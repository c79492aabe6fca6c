package net.es.esmond.storage.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Core knows no driver and no JDBC, and Micrometer in one package only, which works without it. */
@AnalyzeClasses(packages = "net.es.esmond.storage", importOptions = DoNotIncludeTests.class)
class CoreRulesTest {
  @ArchTest
  static final ArchRule FEW_LIBRARIES =
      ModuleRules.dependsOnlyOn(
          "org.slf4j..", "org.jspecify..", "com.fasterxml.jackson..", "io.micrometer..");

  @ArchTest
  static final ArchRule NO_METRICS_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackage("..internal.meters..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..");

  @ArchTest static final ArchRule NO_JDBC = ModuleRules.knowsNone("java.sql..");
  @ArchTest static final ArchRule NULL_MARKED = ModuleRules.everyPackageIsNullMarked();
  @ArchTest static final ArchRule NO_INTERNALS = ModuleRules.signaturesShowNoInternals();
  @ArchTest static final ArchRule NO_CYCLES = ModuleRules.packagesAreFreeOfCycles();
  @ArchTest static final ArchRule OWN_THREADS = ModuleRules.usesNoThreadsOfTheJvm();
  @ArchTest static final ArchRule OWN_TIME = ModuleRules.readsNoClockOfTheHost();
}
