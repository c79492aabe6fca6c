package net.es.esmond.storage.testkit.cassandra;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Where a node is in its ring.
 *
 * @param number from 1, in the order in which nodes came; none is given twice
 * @param token its only one; empty when it draws several
 */
record NodePlace(int number, String datacenter, String rack, Optional<BigInteger> token) {}
