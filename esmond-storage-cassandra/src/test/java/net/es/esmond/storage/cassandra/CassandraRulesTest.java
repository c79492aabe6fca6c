package net.es.esmond.storage.cassandra;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import net.es.esmond.storage.architecture.ModuleRules;

/** Cassandra's adapter knows no JDBC. */
@AnalyzeClasses(
    packages = "net.es.esmond.storage.cassandra",
    importOptions = DoNotIncludeTests.class)
class CassandraRulesTest {
  @ArchTest static final ArchRule ONE_STORE = ModuleRules.knowsNone("java.sql..", "javax.sql..");
  @ArchTest static final ArchRule NULL_MARKED = ModuleRules.everyPackageIsNullMarked();
  @ArchTest static final ArchRule NO_INTERNALS = ModuleRules.signaturesShowNoInternals();
}
