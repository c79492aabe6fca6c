/** How retention policies are applied to what is stored already; not API. */
@NullMarked
package net.es.esmond.storage.internal.retention;

import org.jspecify.annotations.NullMarked;
