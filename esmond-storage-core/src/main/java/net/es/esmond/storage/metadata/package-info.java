/** Tests and what describes them: registrations, checksums, metadata records. */
@NullMarked
package net.es.esmond.storage.metadata;

import org.jspecify.annotations.NullMarked;
