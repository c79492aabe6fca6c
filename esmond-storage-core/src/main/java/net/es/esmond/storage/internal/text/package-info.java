/** What messages are made of. */
@NullMarked
package net.es.esmond.storage.internal.text;

import org.jspecify.annotations.NullMarked;
