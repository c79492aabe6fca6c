package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.function.Function;

/**
 * A statement that reads the rows of a partition between two times.
 *
 * @param select the statement, with the values key, month, first and last time
 * @param sizes says how many rows may be fetched at a time
 * @param row converts a row
 */
record RowSource<T>(String select, PageSizes sizes, Function<Row, T> row) {}
