package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.internal.ServerJdk;

/** A ring's shape once ports and folder are chosen; nodes are numbered from 1. */
record RingConfig(
    ServerJdk jdk,
    String classPath,
    ClassArchive classArchive,
    int nodes,
    InetAddress firstAddress,
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

  InetAddress address(int number) {
    return nth(firstAddress, number);
  }

  int jmxPort(int number) {
    return jmxPorts.get(number - 1);
  }

  /** The nth address from the first one on. */
  static InetAddress nth(InetAddress first, int number) {
    byte[] bytes = first.getAddress();
    int last = Byte.toUnsignedInt(bytes[bytes.length - 1]) + number - 1;
    if (last > 254) {
      throw new IllegalArgumentException(
          "The ring's addresses must end at .254, but start at " + first.getHostAddress());
    }
    bytes[bytes.length - 1] = (byte) last;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
