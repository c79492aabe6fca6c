/** esmond's archive REST API on this library, for tests and demonstrations. */
@NullMarked
package net.es.esmond.storage.testkit.service;

import org.jspecify.annotations.NullMarked;
