package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.function.Function;

/**
 * Rows of a partition between two times.
 *
 * @param select takes key, month, first and last time
 * @param pageRows rows fetched at a time, at most
 * @param row what a row means
 */
record RowSource<T>(String select, int pageRows, Function<Row, T> row) {}
