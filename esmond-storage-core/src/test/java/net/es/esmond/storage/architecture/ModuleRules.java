package net.es.esmond.storage.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Rules that hold in every module. */
public final class ModuleRules {
  private ModuleRules() {}

  /** Nothing but Java itself, this library, and the libraries named. */
  public static ArchRule dependsOnlyOn(String... libraries) {
    String[] allowed =
        Stream.concat(Stream.of("java..", "net.es.esmond.storage.."), Stream.of(libraries))
            .toArray(String[]::new);
    return classes().should().onlyDependOnClassesThat().resideInAnyPackage(allowed);
  }

  /** None of these packages: what they offer is another module's business. */
  public static ArchRule knowsNone(String... packages) {
    return noClasses().should().dependOnClassesThat().resideInAnyPackage(packages);
  }

  /** Every arrow between packages runs down. */
  public static ArchRule packagesAreFreeOfCycles() {
    return slices().matching("net.es.esmond.storage.(**)").should().beFreeOfCycles();
  }

  /** A simple class name stands for one thing, so that it can be searched for. */
  public static ArchRule simpleNamesAreUnique() {
    return classes()
        .that()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        .should(
            new ArchCondition<>("have a simple name that no other class has") {
              private final Map<String, String> seen = new HashMap<>();

              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String other = seen.putIfAbsent(type.getSimpleName(), type.getName());
                String message = type.getName() + " has the simple name of " + other;
                events.add(new SimpleConditionEvent(type, other == null, message));
              }
            });
  }

  /** Null is not a value unless a signature says so. */
  public static ArchRule everyPackageIsNullMarked() {
    return classes()
        .should(
            new ArchCondition<>("be in a package that is @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getName()));
              }
            });
  }

  /** What callers see is neither internal nor a JSON library's, to the last type argument. */
  public static ArchRule signaturesShowNoInternals() {
    return classes()
        .that()
        .arePublic()
        .and()
        .resideOutsideOfPackage("..internal..")
        .should(
            new ArchCondition<>("show no internal types and none of a JSON library") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaClass shown : shownBy(type)) {
                  String owner = shown.getPackageName();
                  boolean allowed =
                      !owner.contains(".internal") && !owner.startsWith("com.fasterxml.jackson");
                  String message = type.getName() + " shows " + shown.getName();
                  events.add(new SimpleConditionEvent(type, allowed, message));
                }
              }
            });
  }

  /** Nothing runs on threads that the whole JVM shares: its delay thread, the common pool. */
  public static ArchRule usesNoThreadsOfTheJvm() {
    return classes()
        .should(
            new ArchCondition<>("name the executor of what runs asynchronously") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitAccessesFromSelf().stream()
                    .filter(access -> isShared(access.getTarget()))
                    .map(access -> SimpleConditionEvent.violated(type, access.getDescription()))
                    .forEach(events::add);
              }
            })
        .allowEmptyShould(true);
  }

  /** The archive's time is its servers': one class may read the host's clock. */
  public static ArchRule readsNoClockOfTheHost() {
    return classes()
        .that()
        .doNotHaveFullyQualifiedName("net.es.esmond.storage.internal.time.StorageClock")
        .should(
            new ArchCondition<>("not read the clock of the host") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitAccessesFromSelf().stream()
                    .filter(access -> readsHostClock(access.getTarget()))
                    .map(access -> SimpleConditionEvent.violated(type, access.getDescription()))
                    .forEach(events::add);
              }
            });
  }

  private static boolean readsHostClock(AccessTarget.CodeUnitAccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    boolean noArguments = target.getRawParameterTypes().isEmpty();
    return owner.equals("java.lang.System") && name.equals("currentTimeMillis")
        || owner.equals("java.util.Date") && name.equals("<init>") && noArguments
        || owner.startsWith("java.time.") && name.equals("now")
        || owner.equals("java.time.Clock") && name.startsWith("system")
        || owner.equals("java.time.InstantSource") && name.equals("system");
  }

  private static boolean isShared(AccessTarget.CodeUnitAccessTarget target) {
    String name = target.getName();
    JavaClass owner = target.getOwner();
    // By name: the JDK's own classes are not resolved.
    boolean future = Set.of("CompletableFuture", "CompletionStage").contains(owner.getSimpleName());
    boolean noExecutor =
        target.getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Executor.class));
    return future && Set.of("delayedExecutor", "orTimeout", "completeOnTimeout").contains(name)
        || future && name.endsWith("Async") && noExecutor
        || name.equals("commonPool")
        || name.equals("parallelStream")
        || owner.getPackageName().equals("java.util.stream") && name.equals("parallel");
  }

  private static Set<JavaClass> shownBy(JavaClass type) {
    Stream<JavaType> units =
        type.getCodeUnits().stream()
            .filter(unit -> isShown(unit.getModifiers()))
            .flatMap(ModuleRules::typesOf);
    Stream<JavaType> fields =
        type.getFields().stream()
            .filter(field -> isShown(field.getModifiers()))
            .map(JavaField::getType);
    Stream<JavaType> parents =
        Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream());
    return Stream.of(units, fields, parents)
        .flatMap(types -> types)
        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .collect(Collectors.toSet());
  }

  private static Stream<JavaType> typesOf(JavaCodeUnit unit) {
    return Stream.concat(
        Stream.of(unit.getReturnType()),
        Stream.of(unit.getParameterTypes(), unit.getExceptionTypes()).flatMap(List::stream));
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
  }
}
