package net.es.esmond.storage.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A member of a source file with its Javadoc, as Markdown.
 *
 * @param name the member's name
 * @param sentences what the Javadoc says of it
 * @param parameters what the Javadoc says of its parameters, by their names
 */
record DocumentedMember(String name, List<String> sentences, Map<String, String> parameters) {
  private static final String JAVADOC = "/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*";
  private static final Pattern INLINE = Pattern.compile("\\{@(?:code|link|linkplain) ([^}]*)}");

  /**
   * Finds the members that are declared in a way.
   *
   * @param declaration a pattern; its first group is the name
   */
  static List<DocumentedMember> in(Path source, String declaration) {
    try {
      return Pattern.compile(JAVADOC + declaration)
          .matcher(Files.readString(source))
          .results()
          .map(DocumentedMember::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DocumentedMember of(MatchResult found) {
    String[] tags =
        INLINE
            .matcher(found.group(1).replaceAll("(?:\\s*\n\\s*\\*)+\\s*", " ").strip())
            .replaceAll(inline -> "`" + reference(inline.group(1)) + "`")
            .replace("|", "\\|")
            .split(" @");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String tag : tags) {
      String[] words = tag.split(" ", 3);
      if (words[0].equals("param") && !words[1].startsWith("<")) {
        parameters.put(words[1], words[2]);
      }
    }
    return new DocumentedMember(
        found.group(2), Arrays.asList(tags[0].split("(?<=\\.) (?=[A-Z])")), parameters);
  }

  /** A member as people write it: without packages, and with a dot. */
  private static String reference(String text) {
    return text.replaceAll("\\b(?:[a-z]+\\.)+(?=[A-Z])", "").replaceAll("^#", "").replace('#', '.');
  }
}
