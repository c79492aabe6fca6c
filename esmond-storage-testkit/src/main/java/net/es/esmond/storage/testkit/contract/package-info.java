/**
 * Contract suites: the promises of every back end, as tests. The author of a back end extends the
 * suites of its ports, each with the one method that opens a store: for a {@link
 * net.es.esmond.storage.spi.TimeSeriesStore} those that write, read, live, summarise, drop, lease,
 * announce and replicate, for a {@link net.es.esmond.storage.spi.MetadataStore} those that
 * register, search, touch, follow, delete and let in.
 *
 * <pre>{@code
 * class OurLeasesIT extends LeasesContract {
 *   @Override
 *   protected TimeSeriesStore open() {
 *     return new OurProvider().open(conf, new StoreContext(Clock.systemUTC(), Map.of()));
 *   }
 * }
 * }</pre>
 */
@NullMarked
package net.es.esmond.storage.testkit.contract;

import org.jspecify.annotations.NullMarked;
