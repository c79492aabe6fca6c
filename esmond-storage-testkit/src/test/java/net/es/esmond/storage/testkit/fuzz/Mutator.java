package net.es.esmond.storage.testkit.fuzz;

import java.util.Random;

/** Makes text that is nearly right, by a few random changes to text that is right. */
final class Mutator {
  private static final int MAX_CHANGES = 4;

  /** Text that parsers, numbers, addresses and databases have trouble with. */
  private static final String[] ODD = {
    "\0",
    "\ud800",
    "\udc00",
    "\ufeff",
    "\u03a3",
    "\u0130",
    "\u0663",
    "\u00a0",
    "\u2028",
    "😀",
    "%",
    "%(",
    "%(a)s",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    ",",
    ":",
    "=",
    "\\",
    "\n",
    "\r",
    " ",
    "\t",
    "-1",
    "0",
    "00",
    "+1",
    "1.5",
    "1e400",
    "1e-400",
    "-0.0",
    "0x1p3",
    "NaN",
    "Infinity",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999999999999",
    "999999999999999999",
    "-999999999999999999",
    "null",
    "true",
    "[]",
    "{}",
    "[{",
    "[[[[[[[[[[[[[[[[[[[[[[[[",
    "*",
    "never",
    "/",
    "/33",
    "999.1.1.1",
    "::ffff:192.0.2.9",
    "::1::",
    "fe80::1%x",
    "010.0.0.1",
    "255.255.255.255"
  };

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  /** Changes a text that was picked; parts of the other texts may come into it. */
  String mutated(String... texts) {
    String text = pick(texts);
    for (int i = random.nextInt(MAX_CHANGES + 1); i > 0; i--) {
      text = changed(text, texts);
    }
    return text;
  }

  private String changed(String text, String... texts) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(1 + random.nextInt(20)));
    String head = text.substring(0, from);
    String tail = text.substring(to);
    return switch (random.nextInt(8)) {
      case 0 -> head + tail;
      case 1 -> text.substring(0, to) + text.substring(from);
      case 2 -> head + pick(texts) + tail;
      case 3 -> head;
      case 4 -> head + (char) random.nextInt(0x10000) + tail;
      case 5 -> head + (char) random.nextInt(0x80) + tail;
      case 6 -> head + text.substring(from, to).repeat(random.nextInt(50)) + tail;
      default -> head + pick(ODD) + tail;
    };
  }

  /** Changes some bytes. */
  byte[] mutated(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = random.nextInt(MAX_CHANGES + 1); i > 0; i--) {
      int at = random.nextInt(changed.length);
      // A run of equal bytes makes times and numbers at the ends of their ranges.
      byte value = (byte) pick("\0", "\u007f", "\u0080", "\u00ff", "\u0001").charAt(0);
      for (int n = random.nextInt(9); n >= 0 && at < changed.length; n--) {
        changed[at++] = random.nextInt(3) == 0 ? (byte) random.nextInt() : value;
      }
    }
    return changed;
  }
}
