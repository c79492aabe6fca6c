package net.es.esmond.storage.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import net.es.esmond.storage.architecture.ModuleRules;

/** Rules for the main code of all modules together. */
@AnalyzeClasses(
    packages = "net.es.esmond.storage",
    importOptions = {DoNotIncludeTests.class, StorageRulesTest.NoTestJars.class})
class StorageRulesTest {
  @ArchTest static final ArchRule NO_CYCLES = ModuleRules.packagesAreFreeOfCycles();
  @ArchTest static final ArchRule NO_INTERNALS = ModuleRules.signaturesShowNoInternals();
  @ArchTest static final ArchRule ONE_NAME_ONE_THING = ModuleRules.simpleNamesAreUnique();

  @ArchTest
  static final ArchRule NO_JUNIT_FOR_A_PLAIN_MAIN =
      noClasses()
          .that()
          .resideOutsideOfPackages("..testkit.junit..", "..testkit.contract..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.junit..");

  /** Leaves out the jar of core's tests, which is on the class path of the testkit's tests. */
  static final class NoTestJars implements com.tngtech.archunit.core.importer.ImportOption {
    @Override
    public boolean includes(com.tngtech.archunit.core.importer.Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
