/** The archive's time, which is the time of its servers. Not API. */
@NullMarked
package net.es.esmond.storage.internal.time;

import org.jspecify.annotations.NullMarked;
