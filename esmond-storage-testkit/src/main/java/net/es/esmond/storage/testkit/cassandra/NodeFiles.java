package net.es.esmond.storage.testkit.cassandra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.testkit.internal.Folders;

/** Writes a node's configuration into its folder and makes the command that runs it. */
final class NodeFiles {
  static final String DATA = "data";

  private static final BigInteger TOKENS = BigInteger.ONE.shiftLeft(64);

  private NodeFiles() {}

  static List<String> command(
      RingConfig ring, CassandraNode node, List<CassandraNode> nodes, Path folder) {
    int number = node.number();
    Folders.create(folder);
    List<CassandraNode> seeds =
        seeds(number, nodes.size(), !Files.exists(node.data()))
            .mapToObj(seed -> nodes.get(seed - 1))
            .toList();
    ring.image().restore(number, node.data());
    Path yaml = Folders.write(folder.resolve("cassandra.yaml"), yaml(ring, node, seeds, folder));
    Path logback = Folders.write(folder.resolve("logback.xml"), resource("logback.xml"));
    Path options = Folders.write(folder.resolve("jvm.options"), resource("jvm.options"));
    List<String> command = new ArrayList<>();
    command.add(ring.jdk().java().toString());
    command.add("@" + options);
    command.add("-Xmx" + ring.heapMegabytes() + "m");
    // At its start Cassandra locks what the JVM has taken into memory, page by page: half of it.
    command.add("-Xms" + ring.heapMegabytes() / 2 + "m");
    command.add("-Xmn" + ring.heapMegabytes() / 3 + "m");
    command.add("-Dcassandra.config=" + yaml.toUri());
    command.add("-Dcassandra.storagedir=" + folder);
    // Native libraries are unpacked there: a node that is killed leaves them behind.
    command.add("-Djava.io.tmpdir=" + Folders.create(folder.resolve("tmp")));
    command.add("-Dcassandra.jmx.local.port=" + ring.jmxPort(number));
    command.add("-Dlogback.configurationFile=" + logback);
    command.addAll(ring.classArchive().options(number));
    command.addAll(ring.jvmOptions());
    command.addAll(
        List.of("-cp", ring.classPath(), "org.apache.cassandra.service.CassandraDaemon"));
    return command;
  }

  /** JSON is YAML, so no second format needs a writer. */
  private static String yaml(
      RingConfig ring, CassandraNode node, List<CassandraNode> seeds, Path folder) {
    String address = node.address().getAddress().getHostAddress();
    String boundTo = node.boundTo().getHostAddress();
    Map<String, Object> yaml = new LinkedHashMap<>();
    yaml.put("cluster_name", "esmond-testkit");
    yaml.put("num_tokens", 1);
    yaml.put("initial_token", token(node.number(), ring.nodes()));
    yaml.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    yaml.put("endpoint_snitch", "SimpleSnitch");
    yaml.put("seed_provider", List.of(seedProvider(ring, seeds)));
    yaml.put("auto_bootstrap", false);
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
   * The numbers of the nodes that a node knows when it starts: all, so that it comes back while any
   * of them are down; but a new one, which starts together with the others, only itself and the
   * next. Once a second gossip tells a seed, picked at random, of its sender: along a circle three
   * nodes have all been told of the others after two seconds, with any to pick from after four.
   */
  static IntStream seeds(int number, int nodes, boolean isNew) {
    return isNew
        ? IntStream.of(number, number % nodes + 1).distinct()
        : IntStream.rangeClosed(1, nodes);
  }

  private static Map<String, Object> seedProvider(RingConfig ring, List<CassandraNode> seedNodes) {
    String seeds =
        seedNodes.stream()
            .map(CassandraNode::address)
            .map(address -> address.getAddress().getHostAddress() + ":" + ring.storagePort())
            .collect(Collectors.joining(","));
    return Map.of(
        "class_name",
        "org.apache.cassandra.locator.SimpleSeedProvider",
        "parameters",
        List.of(Map.of("seeds", seeds)));
  }

  /** Evenly spaced, so that every node owns the same share. */
  static String token(int number, int nodes) {
    return TOKENS
        .multiply(BigInteger.valueOf(number - 1L))
        .divide(BigInteger.valueOf(nodes))
        .add(BigInteger.valueOf(Long.MIN_VALUE))
        .toString();
  }

  private static String resource(String name) {
    try (InputStream in = NodeFiles.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
