/** The one family of errors that this library throws. */
@NullMarked
package net.es.esmond.storage.error;

import org.jspecify.annotations.NullMarked;
