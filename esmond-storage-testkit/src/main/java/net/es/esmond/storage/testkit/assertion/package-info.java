/** AssertJ assertions that speak of series and tests. */
@NullMarked
package net.es.esmond.storage.testkit.assertion;

import org.jspecify.annotations.NullMarked;
