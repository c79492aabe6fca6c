package net.es.esmond.storage.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The links from one page of an answer to its neighbours, as esmond gives them: the request with
 * another {@code limit} and {@code offset}, and its parameters in the order of their names.
 *
 * @param request the request as the client sent it, an absolute URL
 * @param limit records or points in a page, 1 or more
 * @param offset how many precede the page, 0 or more
 * @param total how many there are in all, 0 or more
 */
public record PageLinks(URI request, long limit, long offset, long total) {
  private static final String LIMIT = "limit";
  private static final String OFFSET = "offset";

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException when one is out of range
   */
  public PageLinks {
    Objects.requireNonNull(request, "request");
    check(LIMIT, limit, 1);
    check(OFFSET, offset, 0);
    check("total", total, 0);
  }

  private static void check(String field, long value, long least) {
    if (value < least) {
      throw new InvalidInputException(field, value, "must be " + least + " or more");
    }
  }

  /**
   * Returns the link to the page before.
   *
   * @return empty on the first page
   */
  public Optional<String> previous() {
    if (offset == 0) {
      return Optional.empty();
    }
    return Optional.of(link(offset > limit ? Optional.of(offset - limit) : Optional.empty()));
  }

  /**
   * Returns the link to the page that follows.
   *
   * @return empty on the last page
   */
  public Optional<String> next() {
    // Not a sum, which may overflow.
    return offset >= total - limit
        ? Optional.empty()
        : Optional.of(link(Optional.of(offset + limit)));
  }

  /**
   * Returns the value of the HTTP header {@code Link}, which esmond sends with each page.
   *
   * @return empty when the page has no neighbour
   */
  public Optional<String> header() {
    List<String> links = new ArrayList<>();
    next().ifPresent(url -> links.add("<" + url + ">; rel=\"next\""));
    previous().ifPresent(url -> links.add("<" + url + ">; rel=\"prev\""));
    return links.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", links));
  }

  private String link(Optional<Long> from) {
    TreeMap<String, List<String>> parameters = new TreeMap<>();
    String query = Objects.requireNonNullElse(request.getRawQuery(), "");
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        parameters
            .computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
            .add(parts.length == 1 ? "" : decoded(parts[1]));
      }
    }
    parameters.put(LIMIT, List.of(Long.toString(limit)));
    parameters.remove(OFFSET);
    from.ifPresent(number -> parameters.put(OFFSET, List.of(Long.toString(number))));
    String text = request.toString();
    int end = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
    return text.substring(0, end)
        + parameters.entrySet().stream()
            .flatMap(each -> pairs(each.getKey(), each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static Stream<String> pairs(String name, List<String> values) {
    return values.stream().map(value -> encoded(name) + "=" + encoded(value));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
