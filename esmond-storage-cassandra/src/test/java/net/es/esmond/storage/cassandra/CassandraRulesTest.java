package net.es.esmond.storage.cassandra;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.originOwner;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.datastax.oss.driver.api.core.CqlSession;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import net.es.esmond.storage.architecture.ModuleRules;

/** Cassandra's adapter knows no JDBC and opens its sessions in one place. */
@AnalyzeClasses(
    packages = "net.es.esmond.storage.cassandra",
    importOptions = DoNotIncludeTests.class)
class CassandraRulesTest {
  @ArchTest static final ArchRule ONE_STORE = ModuleRules.knowsNone("java.sql..", "javax.sql..");
  @ArchTest static final ArchRule NULL_MARKED = ModuleRules.everyPackageIsNullMarked();
  @ArchTest static final ArchRule NO_INTERNALS = ModuleRules.signaturesShowNoInternals();
  @ArchTest static final ArchRule NO_CYCLES = ModuleRules.packagesAreFreeOfCycles();
  @ArchTest static final ArchRule OWN_THREADS = ModuleRules.usesNoThreadsOfTheJvm();
  @ArchTest static final ArchRule OWN_TIME = ModuleRules.readsNoClockOfTheHost();

  @ArchTest
  static final ArchRule ONE_DOOR =
      noClasses()
          .that()
          .doNotHaveSimpleName("CassandraSessionFactory")
          .should()
          .callConstructorWhere(
              target(owner(simpleName("SessionBuilder")))
                  .and(originOwner(not(simpleName("SessionBuilder")))))
          .orShould()
          .callMethod(CqlSession.class, "builder")
          .because("CassandraSessionFactory opens every session, the archive's own included");
}
