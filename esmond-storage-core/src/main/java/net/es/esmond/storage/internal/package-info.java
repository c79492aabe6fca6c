/** What composes the ports; not API. */
@NullMarked
package net.es.esmond.storage.internal;

import org.jspecify.annotations.NullMarked;
