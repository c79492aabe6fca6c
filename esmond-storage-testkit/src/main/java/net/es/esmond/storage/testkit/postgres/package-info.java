/** Real PostgreSQL servers, each a child process. */
@NullMarked
package net.es.esmond.storage.testkit.postgres;

import org.jspecify.annotations.NullMarked;
