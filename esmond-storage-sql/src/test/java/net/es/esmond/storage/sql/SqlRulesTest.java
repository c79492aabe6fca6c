package net.es.esmond.storage.sql;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import net.es.esmond.storage.architecture.ModuleRules;

/** PostgreSQL's adapter knows no Cassandra. */
@AnalyzeClasses(packages = "net.es.esmond.storage.sql", importOptions = DoNotIncludeTests.class)
class SqlRulesTest {
  @ArchTest static final ArchRule ONE_STORE = ModuleRules.knowsNone("com.datastax..");
  @ArchTest static final ArchRule NULL_MARKED = ModuleRules.everyPackageIsNullMarked();
  @ArchTest static final ArchRule NO_INTERNALS = ModuleRules.signaturesShowNoInternals();
  @ArchTest static final ArchRule NO_CYCLES = ModuleRules.packagesAreFreeOfCycles();
  @ArchTest static final ArchRule OWN_THREADS = ModuleRules.usesNoThreadsOfTheJvm();
  @ArchTest static final ArchRule OWN_TIME = ModuleRules.readsNoClockOfTheHost();
}
