/** In-memory back ends for unit tests: the ports without servers. */
@NullMarked
package net.es.esmond.storage.testkit.memory;

import org.jspecify.annotations.NullMarked;
