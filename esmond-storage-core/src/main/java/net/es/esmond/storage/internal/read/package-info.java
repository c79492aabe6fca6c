/** Pages of points, iterators over them, and reads while a repair is due. */
@NullMarked
package net.es.esmond.storage.internal.read;

import org.jspecify.annotations.NullMarked;
