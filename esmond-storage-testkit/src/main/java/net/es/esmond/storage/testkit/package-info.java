/** Real servers for tests: what a test can do to any of them. */
@NullMarked
package net.es.esmond.storage.testkit;

import org.jspecify.annotations.NullMarked;
