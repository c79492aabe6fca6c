package net.es.esmond.storage.testkit.cassandra;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.es.esmond.storage.testkit.ServerException;

/**
 * Which datacenters, racks and tokens the nodes of a ring have.
 *
 * @param datacenters the number of nodes at the start for each, in order
 * @param racks how many each datacenter has
 * @param tokens how many each node has: one, evenly spaced within its datacenter, or more, drawn
 * @param named whether nodes say themselves where they are; else all are in one place
 */
record RingLayout(Map<String, Integer> datacenters, int racks, int tokens, boolean named) {
  private static final BigInteger ALL_TOKENS = BigInteger.ONE.shiftLeft(64);
  private static final BigInteger FIRST_TOKEN = BigInteger.valueOf(Long.MIN_VALUE);

  /** No two nodes of a cluster may have the same token, in whichever datacenters they are. */
  private static final int SHIFT = 1000;

  RingLayout {
    datacenters = Collections.unmodifiableMap(new LinkedHashMap<>(datacenters));
  }

  /** The number of nodes at the start. */
  int size() {
    return datacenters.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The places of the nodes that begin the ring together. */
  List<NodePlace> founders() {
    List<NodePlace> places = new ArrayList<>();
    datacenters.forEach((name, nodes) -> places.addAll(datacenter(name, nodes, places.size() + 1)));
    return places;
  }

  /** The places of all nodes of a datacenter, from a number on that no node has had yet. */
  List<NodePlace> datacenter(String name, int nodes, int first) {
    BigInteger shift = BigInteger.valueOf((first - 1L) * SHIFT);
    return IntStream.range(0, nodes)
        .mapToObj(
            i ->
                new NodePlace(
                    first + i, name, "rack" + (i % racks + 1), only(token(i, nodes).add(shift))))
        .toList();
  }

  /** The place of one node more: in the smallest rack, and in the middle of the widest gap. */
  NodePlace joining(List<NodePlace> present, String datacenter, int number) {
    List<NodePlace> near =
        present.stream().filter(place -> place.datacenter().equals(datacenter)).toList();
    if (near.isEmpty()) {
      throw new ServerException("The ring has no datacenter " + datacenter + " to add a node to");
    }
    String rack =
        IntStream.rangeClosed(1, racks)
            .mapToObj(each -> "rack" + each)
            .min(
                Comparator.comparingLong(
                    name -> near.stream().filter(place -> place.rack().equals(name)).count()))
            .orElseThrow();
    List<BigInteger> taken = near.stream().flatMap(place -> place.token().stream()).toList();
    return new NodePlace(number, datacenter, rack, only(widestMiddle(taken)));
  }

  private Optional<BigInteger> only(BigInteger token) {
    return tokens == 1 ? Optional.of(token) : Optional.empty();
  }

  /** Evenly spaced, so that every node owns the same share. */
  private static BigInteger token(int index, int nodes) {
    return ALL_TOKENS
        .multiply(BigInteger.valueOf(index))
        .divide(BigInteger.valueOf(nodes))
        .add(FIRST_TOKEN);
  }

  /** Tokens are a circle: the last gap goes on at the first token. */
  private static BigInteger widestMiddle(List<BigInteger> taken) {
    List<BigInteger> sorted = taken.stream().sorted().toList();
    BigInteger middle = FIRST_TOKEN;
    BigInteger widest = BigInteger.ZERO;
    for (int i = 0; i < sorted.size(); i++) {
      boolean last = i == sorted.size() - 1;
      BigInteger next = last ? sorted.get(0).add(ALL_TOKENS) : sorted.get(i + 1);
      BigInteger gap = next.subtract(sorted.get(i));
      if (gap.compareTo(widest) > 0) {
        widest = gap;
        BigInteger found = sorted.get(i).add(gap.shiftRight(1));
        boolean beyond = found.bitLength() > Long.SIZE - 1;
        middle = beyond ? found.subtract(ALL_TOKENS) : found;
      }
    }
    return middle;
  }
}
