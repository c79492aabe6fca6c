package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeculationBudgetTest {
  @Test
  void allows_a_twentieth_of_the_requests_plus_a_reserve() {
    SpeculationBudget budget = new SpeculationBudget();
    int sent = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.earn();
      if (budget.hasCredit()) {
        budget.spend();
        sent++;
      }
    }
    assertThat(sent).isBetween(500, 610);
  }

  @Test
  void debt_is_paid_before_anything_else() {
    SpeculationBudget budget = new SpeculationBudget();
    for (int i = 0; i < 150; i++) {
      budget.spend();
    }
    for (int i = 0; i < 1000; i++) {
      budget.earn();
    }
    assertThat(budget.hasCredit()).isFalse();
    for (int i = 0; i < 20; i++) {
      budget.earn();
    }
    assertThat(budget.hasCredit()).isTrue();
  }
}
