package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.ServerJdk;

/** A ring's shape once ports and folder are chosen; nodes are numbered from 1. */
record RingConfig(
    ServerJdk jdk,
    String classPath,
    ClassArchive classArchive,
    RingImage image,
    int nodes,
    InetAddress firstAddress,
    boolean proxied,
    int nativePort,
    int storagePort,
    List<Integer> jmxPorts,
    int heapMegabytes,
    Map<String, Object> settings,
    List<String> jvmOptions,
    Path folder,
    Duration startTimeout) {

  RingConfig {
    jmxPorts = List.copyOf(jmxPorts);
    settings = Map.copyOf(settings);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** All ports. */
  List<Integer> ports() {
    return Stream.concat(Stream.of(nativePort, storagePort), jmxPorts.stream()).toList();
  }

  int jmxPort(int number) {
    return jmxPorts.get(number - 1);
  }
}
