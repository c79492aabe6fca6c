package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** Reads times as esmond does: seconds since 1970, as a number or as the text of a whole one. */
final class UnixTime {
  /** Larger numbers than this are no time, and need not be converted exactly. */
  private static final double MAX_SECONDS = 1e15;

  private UnixTime() {}

  /** Reads the value at which a parser is; empty when it is no time. */
  static Optional<Instant> read(JsonParser json) throws IOException {
    try {
      return json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
          ? withFraction(json.getDoubleValue())
          : Optional.of(whole(ValueText.read(json)));
    } catch (InvalidInputException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant whole(String json) {
    IntegerValue seconds = (IntegerValue) Value.parse(ValueType.INTEGER, json);
    return Instant.ofEpochSecond(seconds.value());
  }

  private static Optional<Instant> withFraction(double seconds) {
    if (!(Math.abs(seconds) < MAX_SECONDS)) {
      return Optional.empty();
    }
    BigDecimal millis = BigDecimal.valueOf(seconds).movePointRight(3);
    return Optional.of(
        Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact()));
  }
}
