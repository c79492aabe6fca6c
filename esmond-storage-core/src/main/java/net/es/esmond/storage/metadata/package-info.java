/** Values that describe tests: registrations, metadata records, queries and their pages. */
@NullMarked
package net.es.esmond.storage.metadata;

import org.jspecify.annotations.NullMarked;
