package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;
import net.es.esmond.storage.metadata.Metadata;

/**
 * Iterates over the records of a document: those that esmond serves as they come, and at the end
 * those of Django's tables.
 */
final class DocumentRecords implements Iterator<Metadata> {
  private final DjangoRecords django = new DjangoRecords();
  private final Iterator<Metadata> served;
  private final ImportFaults refused;
  private final String name;
  private Optional<Iterator<Metadata>> dumped = Optional.empty();

  DocumentRecords(String name, Iterator<JsonNode> items, ImportFaults refused) {
    this.name = name;
    this.refused = refused;
    this.served = new ItemReader<>(name, items, (item, number) -> read(item), refused);
  }

  private Optional<Metadata> read(JsonNode item) {
    if (item.has("model")) {
      django.add(item);
    }
    return item.has("metadata-key") ? Optional.of(RecordJson.read(item)) : Optional.empty();
  }

  @Override
  public boolean hasNext() {
    if (served.hasNext()) {
      return true;
    }
    if (dumped.isEmpty()) {
      dumped =
          Optional.of(
              new ItemReader<>(
                  name,
                  django.lines().iterator(),
                  (line, number) -> Optional.of(RecordJson.ofLine(line)),
                  refused));
    }
    return dumped.get().hasNext();
  }

  @Override
  public Metadata next() {
    return served.hasNext() ? served.next() : dumped.orElseThrow().next();
  }
}
