/** Retention: how long points are kept, in the terms of esmond's {@code ps_remove_data.conf}. */
@NullMarked
package net.es.esmond.storage.retention;

import org.jspecify.annotations.NullMarked;
