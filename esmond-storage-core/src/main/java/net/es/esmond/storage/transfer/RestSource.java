package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * An archive that is imported through esmond's REST API, any esmond's. Each record is a part. The
 * archive is asked for one page at a time, and for no more pages a second than is allowed. A
 * request that fails is repeated some times, after pauses.
 *
 * <p>esmond serves whole seconds, and of percentages and averages the quotient: they become the
 * simplest fraction that has this quotient. It serves no checksums: they are computed again from
 * the records.
 *
 * <p>On the module path, the host has to read the module {@code java.net.http}. Not thread-safe.
 */
public final class RestSource implements ImportSource {
  private static final int MAX_PAGE_SIZE = 10_000;
  private static final int DEFAULT_PAGE_SIZE = 5_000;
  private static final int DEFAULT_RATE = 10;
  private static final double FASTEST = 1_000;

  private final URI archive;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private int pageSize = DEFAULT_PAGE_SIZE;
  private double rate = DEFAULT_RATE;
  private OptionalLong records = OptionalLong.empty();

  private RestSource(URI archive) {
    this.archive = archive;
  }

  /**
   * Names an archive.
   *
   * @param archive URL of the list of records, such as {@code
   *     https://ma.example.net/esmond/perfsonar/archive/}; a slash at its end may be left out
   * @return a source with default options
   * @throws InvalidInputException when the URL is not one of HTTP, or has a query
   */
  public static RestSource of(URI archive) {
    if (String.valueOf(archive.getRawAuthority()).contains("@")) {
      throw new InvalidInputException(
          "archive", "a URL with a user", "must have none: give a header Authorization");
    }
    String scheme = String.valueOf(archive.getScheme());
    if (!scheme.matches("https?") || archive.getHost() == null) {
      throw new InvalidInputException("archive", archive, "must be a URL of http or https");
    }
    if (archive.getRawQuery() != null || archive.getRawFragment() != null) {
      throw new InvalidInputException("archive", archive, "must have no query and no fragment");
    }
    String text = archive.toString();
    return new RestSource(text.endsWith("/") ? archive : URI.create(text + "/"));
  }

  /**
   * Sets how many requests are sent.
   *
   * @param perSecond more than 0, at most 1,000; 10 by default
   * @return this
   */
  public RestSource rate(double perSecond) {
    if (!(perSecond > 0 && perSecond <= FASTEST)) {
      throw new InvalidInputException("rate", perSecond, "must be more than 0, at most 1,000");
    }
    rate = perSecond;
    return this;
  }

  /**
   * Sets how many points are asked for at a time.
   *
   * @param points 1 to 10,000; 5,000 by default
   * @return this
   */
  public RestSource pageSize(int points) {
    if (points < 1 || points > MAX_PAGE_SIZE) {
      throw new InvalidInputException("page-size", points, "must be 1 to " + MAX_PAGE_SIZE);
    }
    pageSize = points;
    return this;
  }

  /**
   * Sends a header with each request, such as {@code Authorization}. Then no redirect is followed,
   * as it might lead to another host, which would get the header.
   *
   * @param name name of the header
   * @param value its value, which no message shows
   * @return this
   * @throws InvalidInputException when HTTP has no such header
   */
  public RestSource header(String name, String value) {
    try {
      HttpRequest.newBuilder().setHeader(name, value);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "header", name, "must have a name and a value that HTTP allows, without a line break");
    }
    headers.put(name, value);
    return this;
  }

  @Override
  public String name() {
    return archive.toString();
  }

  @Override
  public Iterator<RestPart> parts() {
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(
                headers.isEmpty() ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
            .build();
    RestClient client = new RestClient(http, headers, rate, RestClient.TIMEOUT);
    RestRecords all = new RestRecords(client, archive, pageSize);
    JsonNode first = all.peek();
    if (first.path("metadata-count-total").canConvertToLong()) {
      records = OptionalLong.of(first.path("metadata-count-total").longValue());
    }
    return all;
  }

  @Override
  public OptionalLong size() {
    return records;
  }

  @Override
  public void close() {}
}
