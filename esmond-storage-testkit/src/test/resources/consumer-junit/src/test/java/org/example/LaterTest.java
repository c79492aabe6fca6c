package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import org.junit.jupiter.api.Test;

class LaterTest {

  @Test
  void the_archive_of_an_earlier_class_is_closed() {
    EsmondException closed =
        assertThrows(
            EsmondException.class, () -> FirstTest.seen.metadata().find("0123456789abcdef"));
    assertEquals(ErrorCode.CLOSED, closed.code());
  }
}
