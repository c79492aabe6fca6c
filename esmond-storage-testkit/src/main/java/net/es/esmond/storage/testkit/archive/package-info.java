/** Archives for tests, each of its own, on real servers or in memory: where they come from. */
@NullMarked
package net.es.esmond.storage.testkit.archive;

import org.jspecify.annotations.NullMarked;
