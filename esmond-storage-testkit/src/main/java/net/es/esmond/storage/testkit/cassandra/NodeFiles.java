package net.es.esmond.storage.testkit.cassandra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.Folders;

/** Writes a node's configuration into its folder and makes the command that runs it. */
final class NodeFiles {
  static final String DATA = "data";

  /** What a node loses with its disk. */
  static final List<String> WITH_DATA =
      List.of(DATA, "commitlog", "saved_caches", "hints", "cdc_raw");

  /**
   * What a node needs that joins others with data, and what founders are spared: it asks them first
   * who is there, streams each range from the node that hands it over, which misses nothing, and
   * waits before until gossip has told all coordinators to write to it, too.
   */
  private static final List<String> JOINING =
      List.of(
          "-Dcassandra.allow_unsafe_join=false",
          "-Dcassandra.consistent.rangemovement=true",
          "-Dcassandra.ring_delay_ms=10000");

  private NodeFiles() {}

  static List<String> command(
      RingConfig ring, CassandraNode node, List<CassandraNode> nodes, Path folder) {
    Folders.create(folder);
    JoinMode mode = node.mode();
    List<CassandraNode> seeds = seeds(node, nodes, mode);
    if (mode == JoinMode.FOUNDING) {
      ring.image().restore(node.number(), node.data());
    }
    Path yaml =
        Folders.write(folder.resolve("cassandra.yaml"), yaml(ring, node, mode, seeds, folder));
    Path logback = Folders.write(folder.resolve("logback.xml"), resource("logback.xml"));
    Path options = Folders.write(folder.resolve("jvm.options"), resource("jvm.options"));
    List<String> command = new ArrayList<>();
    command.add(node.release().jdk().java().toString());
    command.add("@" + options);
    command.addAll(node.release().options());
    command.add("-Xmx" + ring.heapMegabytes() + "m");
    // At its start Cassandra locks what the JVM has taken into memory, page by page: half of it.
    command.add("-Xms" + ring.heapMegabytes() / 2 + "m");
    command.add("-Xmn" + ring.heapMegabytes() / 3 + "m");
    command.add("-Dcassandra.config=" + yaml.toUri());
    command.add("-Dcassandra.storagedir=" + folder);
    // Native libraries are unpacked there: a node that is killed leaves them behind.
    command.add("-Djava.io.tmpdir=" + Folders.create(folder.resolve("tmp")));
    command.add("-Dcassandra.jmx.local.port=" + node.jmxAddress().getPort());
    command.add("-Dlogback.configurationFile=" + logback);
    if (ring.layout().named()) {
      command.add("-Dcassandra-rackdc.properties=" + rackdc(node, folder).toUri());
    }
    if (mode == JoinMode.BOOTSTRAPPING) {
      command.addAll(JOINING);
      node.replaced()
          .ifPresent(
              address ->
                  command.add(
                      "-Dcassandra.replace_address_first_boot=" + address.getHostAddress()));
    }
    command.addAll(node.release().classArchive().options(node.number()));
    command.addAll(ring.jvmOptions());
    command.addAll(
        List.of("-cp", node.release().classPath(), "org.apache.cassandra.service.CassandraDaemon"));
    return command;
  }

  private static Path rackdc(CassandraNode node, Path folder) {
    return Folders.write(
        folder.resolve("cassandra-rackdc.properties"),
        "dc=%s\nrack=%s\n".formatted(node.datacenter(), node.rack()));
  }

  /** JSON is YAML, so no second format needs a writer. */
  private static String yaml(
      RingConfig ring, CassandraNode node, JoinMode mode, List<CassandraNode> seeds, Path folder) {
    String address = node.host();
    String boundTo = node.boundTo().getHostAddress();
    Map<String, Object> yaml = new LinkedHashMap<>();
    yaml.put("cluster_name", "esmond-testkit");
    yaml.put("num_tokens", ring.layout().tokens());
    if (node.replaced().isEmpty()) {
      node.place().token().ifPresent(token -> yaml.put("initial_token", token.toString()));
    }
    yaml.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    yaml.put(
        "endpoint_snitch", ring.layout().named() ? "GossipingPropertyFileSnitch" : "SimpleSnitch");
    yaml.put("seed_provider", List.of(seedProvider(ring, seeds)));
    yaml.put("auto_bootstrap", mode == JoinMode.BOOTSTRAPPING);
    yaml.put("listen_address", boundTo);
    yaml.put("broadcast_address", address);
    yaml.put("storage_port", ring.storagePort());
    yaml.put("rpc_address", boundTo);
    yaml.put("broadcast_rpc_address", address);
    yaml.put("native_transport_port", ring.nativePort());
    yaml.put("data_file_directories", List.of(folder.resolve(DATA).toString()));
    yaml.put("commitlog_directory", folder.resolve("commitlog").toString());
    yaml.put("saved_caches_directory", folder.resolve("saved_caches").toString());
    yaml.put("hints_directory", folder.resolve("hints").toString());
    yaml.put("cdc_raw_directory", folder.resolve("cdc_raw").toString());
    yaml.put("commitlog_sync", "periodic");
    yaml.put("commitlog_sync_period", "10000ms");
    yaml.put("commitlog_segment_size", "8MiB");
    yaml.put("commitlog_total_space", "128MiB");
    yaml.put("memtable_heap_space", "64MiB");
    yaml.put("memtable_offheap_space", "64MiB");
    yaml.put("file_cache_size", "32MiB");
    yaml.put("key_cache_size", "4MiB");
    yaml.put("concurrent_compactors", 1);
    yaml.put("auto_snapshot", false);
    yaml.putAll(ring.settings());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A Cassandra setting has no JSON form", e);
    }
  }

  /**
   * The nodes that a node knows when it starts: all, so that it comes back while any of them are
   * down. A node that is new to others does not know itself, as it would not bootstrap then. One
   * that starts together with the others knows only itself and the next. Once a second gossip tells
   * a seed, picked at random, of its sender: along a circle three nodes have all been told of the
   * others after two seconds, with any to pick from after four.
   */
  static <N> List<N> seeds(N node, List<N> nodes, JoinMode mode) {
    int index = nodes.indexOf(node);
    return switch (mode) {
      case FOUNDING -> Stream.of(node, nodes.get((index + 1) % nodes.size())).distinct().toList();
      case BOOTSTRAPPING, EMPTY -> nodes.stream().filter(other -> other != node).toList();
      case RETURNING -> nodes;
    };
  }

  private static Map<String, Object> seedProvider(RingConfig ring, List<CassandraNode> seedNodes) {
    String seeds =
        seedNodes.stream()
            .map(node -> node.host() + ":" + ring.storagePort())
            .collect(Collectors.joining(","));
    return Map.of(
        "class_name",
        "org.apache.cassandra.locator.SimpleSeedProvider",
        "parameters",
        List.of(Map.of("seeds", seeds)));
  }

  private static String resource(String name) {
    try (InputStream in = NodeFiles.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
