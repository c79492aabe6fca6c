/** JUnit 5 extensions that give tests their servers. */
@NullMarked
package net.es.esmond.storage.testkit.junit;

import org.jspecify.annotations.NullMarked;
