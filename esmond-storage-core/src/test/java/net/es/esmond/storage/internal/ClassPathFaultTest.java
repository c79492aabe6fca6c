package net.es.esmond.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class ClassPathFaultTest {
  @Test
  void an_absent_class_is_named_with_its_cause() {
    Throwable absent = new CompletionException(new NoClassDefFoundError("org/example/Absent"));

    assertThat(ClassPathFault.named(absent))
        .isInstanceOfSatisfying(
            EsmondException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CONF_INVALID);
              assertThat(e).hasMessageContaining("NoClassDefFoundError: org/example/Absent");
              assertThat(e).hasCause(absent);
            });
  }

  @Test
  void the_class_behind_a_failed_initialization_is_named() {
    NoClassDefFoundError second = new NoClassDefFoundError("Could not initialize class A");
    second.initCause(new ExceptionInInitializerError("NoClassDefFoundError: org/example/B"));

    assertThat(ClassPathFault.of(second).orElseThrow())
        .hasMessageContainingAll("class A", "org/example/B");
  }

  @Test
  void a_provider_that_cannot_be_loaded_is_named() {
    assertThat(ClassPathFault.of(new ServiceConfigurationError("org.example.Provider")))
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("org.example.Provider"));
  }

  @Test
  void a_suppressed_fault_is_found() {
    IllegalStateException failure = new IllegalStateException("closed");
    failure.addSuppressed(new VerifyError("two versions"));

    assertThat(ClassPathFault.of(failure).orElseThrow()).hasMessageContaining("two versions");
  }

  @Test
  void other_failures_stay_what_they_are() {
    Throwable ours = new InvalidInputException("limit", -1, "must be positive");
    Throwable memory = new OutOfMemoryError("Java heap space");
    Throwable circle = new IllegalStateException("circle");
    circle.initCause(new IllegalStateException("back", circle));

    assertThat(ClassPathFault.named(ours)).isSameAs(ours);
    assertThat(ClassPathFault.named(memory)).isSameAs(memory);
    assertThat(ClassPathFault.named(circle)).isSameAs(circle);
  }
}
