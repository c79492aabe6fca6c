/** What stands between servers and their clients in a test: a proxy that delays and cuts. */
@NullMarked
package net.es.esmond.storage.testkit.network;

import org.jspecify.annotations.NullMarked;
