package net.es.esmond.storage.cassandra.internal.replication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.cassandra.internal.session.Replications;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ControlRecord;

/**
 * Converts a control record to the JSON text of the control table and back. Fields that a later
 * version adds are ignored.
 */
final class ControlJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, String>> OPTIONS = new TypeReference<>() {};
  private static final TypeReference<Set<UUID>> IDS = new TypeReference<>() {};

  private ControlJson() {}

  static String write(ControlRecord record) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("settled", write(record.settled()));
    record.change().ifPresent(change -> json.set("change", write(change)));
    return json.toString();
  }

  private static JsonNode write(KeyspaceReplication replication) {
    return MAPPER.valueToTree(Replications.toOptions(replication));
  }

  private static JsonNode write(ReplicationChange change) {
    ObjectNode json = MAPPER.createObjectNode().put("id", change.id().toString());
    json.set("from", write(change.from()));
    json.set("to", write(change.to()));
    json.set("stage", write(change.stage()));
    json.put("altered", change.altered())
        .put("approved", change.approved())
        .put("requestedBy", change.requestedBy())
        .put("startedAt", change.startedAt().toString());
    json.set("repaired", MAPPER.valueToTree(change.repaired()));
    json.set("cleaned", MAPPER.valueToTree(change.cleaned()));
    change.problem().ifPresent(problem -> json.put("problem", problem));
    return json;
  }

  /**
   * Reads a record.
   *
   * @param keyspace the record's keyspace, for an error
   * @param version the record's version
   * @param text the JSON text
   */
  static ControlRecord read(String keyspace, long version, String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return new ControlRecord(
          version,
          replication(json, "settled"),
          json.has("change") ? Optional.of(change(json.get("change"))) : Optional.empty());
    } catch (JsonProcessingException | RuntimeException e) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.CASSANDRA,
          "the replication record of keyspace "
              + keyspace
              + " could not be read, and may be of a later version: open it with that version",
          List.of(),
          e);
    }
  }

  private static ReplicationChange change(JsonNode json) {
    return new ReplicationChange(
        UUID.fromString(json.required("id").textValue()),
        replication(json, "from"),
        replication(json, "to"),
        replication(json, "stage"),
        json.required("altered").booleanValue(),
        false,
        json.required("approved").booleanValue(),
        json.required("requestedBy").textValue(),
        Instant.parse(json.required("startedAt").textValue()),
        MAPPER.convertValue(json.required("repaired"), IDS),
        MAPPER.convertValue(json.required("cleaned"), IDS),
        List.of(),
        Optional.ofNullable(json.path("problem").textValue()));
  }

  private static KeyspaceReplication replication(JsonNode json, String field) {
    return Replications.of(MAPPER.convertValue(json.required(field), OPTIONS));
  }
}
