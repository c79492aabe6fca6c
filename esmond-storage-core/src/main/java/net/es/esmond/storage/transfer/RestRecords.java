package net.es.esmond.storage.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.series.Series;

/** Iterates over the records of another archive, page by page, in the archive's order. */
final class RestRecords implements Iterator<RestPart> {
  private static final int RECORDS = 200;

  private final RestClient client;
  private final URI archive;
  private final int pageSize;
  private final Deque<JsonNode> page = new ArrayDeque<>();
  private final Set<String> pages = new HashSet<>();
  private long taken;
  private boolean ended;

  RestRecords(RestClient client, URI archive, int pageSize) {
    this.client = client;
    this.archive = archive;
    this.pageSize = pageSize;
  }

  /** Returns the next record without taking it. */
  JsonNode peek() {
    return hasNext() ? page.getFirst() : MissingNode.getInstance();
  }

  @Override
  public boolean hasNext() {
    if (page.isEmpty() && !ended) {
      URI url = archive.resolve("?limit=" + RECORDS + "&offset=" + taken);
      page.addAll(
          client
              .list(url)
              .orElseThrow(() -> failed(url, "was answered with status 404: correct the URL")));
      taken += page.size();
      ended = page.isEmpty() || taken >= total(page.getFirst());
      if (!page.isEmpty() && !pages.add(page.getFirst().path("metadata-key").asText())) {
        throw failed(url, "was answered with an earlier page again: mend that archive");
      }
    }
    return !page.isEmpty();
  }

  /** Returns how many records there are. An archive that does not tell ends with an odd page. */
  private long total(JsonNode first) {
    return first
        .path("metadata-count-total")
        .asLong(page.size() == RECORDS ? Long.MAX_VALUE : taken);
  }

  private static TransferException failed(URI url, String why) {
    return new TransferException(url + " " + why, null);
  }

  @Override
  public RestPart next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return new RestPart(this, page.removeFirst());
  }

  /** Gets a page of points of a series, oldest first, from a time on. */
  List<JsonNode> points(Series series, Instant from) {
    String path =
        URLEncoder.encode(series.metadataKey(), UTF_8).replace("+", "%20")
            + "/"
            + series.eventType()
            + "/"
            + series.summaryType().pathName()
            + (series.windowSeconds() > 0 ? "/" + series.windowSeconds() : "");
    String query = "?time-start=" + from.getEpochSecond() + "&limit=" + pageSize;
    return client.list(archive.resolve(path + query)).orElse(List.of());
  }

  int pageSize() {
    return pageSize;
  }
}
