/**
 * Retention policies: how long points are kept, in terms of esmond's {@code ps_remove_data.conf}.
 */
@NullMarked
package net.es.esmond.storage.retention;

import org.jspecify.annotations.NullMarked;
