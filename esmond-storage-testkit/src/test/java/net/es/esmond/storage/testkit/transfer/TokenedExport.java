package net.es.esmond.storage.testkit.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.transfer.ArchiveExport;
import net.es.esmond.storage.transfer.ExportFormat;

/** An export to memory as JSON lines, which can be cut off at each of its tokens. */
final class TokenedExport {
  private final ArchiveExport export;
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();

  TokenedExport(ArchiveExport export) {
    this.export = export;
    export.to(
        whole,
        ExportFormat.JSON_LINES,
        Optional.empty(),
        token -> {
          tokens.add(token);
          lengths.add(whole.size());
        });
  }

  byte[] whole() {
    return whole.toByteArray();
  }

  int tokens() {
    return tokens.size();
  }

  /** Cuts the export off at a token, and goes on from there. */
  byte[] goneOnFrom(int token) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.write(whole.toByteArray(), 0, lengths.get(token));
    export.to(rest, ExportFormat.JSON_LINES, Optional.of(tokens.get(token)), reached -> {});
    return rest.toByteArray();
  }
}
