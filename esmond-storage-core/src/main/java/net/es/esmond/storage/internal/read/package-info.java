/** Pages of points, iterators over points, and reads while a repair is due. Not API. */
@NullMarked
package net.es.esmond.storage.internal.read;

import org.jspecify.annotations.NullMarked;
