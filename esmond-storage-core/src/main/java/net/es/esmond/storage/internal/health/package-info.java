/** Notices changes of the stores' health. Not API. */
@NullMarked
package net.es.esmond.storage.internal.health;

import org.jspecify.annotations.NullMarked;
