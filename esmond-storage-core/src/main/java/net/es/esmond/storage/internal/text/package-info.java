/** What messages are made of, and rules about text that several packages share. Not API. */
@NullMarked
package net.es.esmond.storage.internal.text;

import org.jspecify.annotations.NullMarked;
