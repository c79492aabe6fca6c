/** Reads INI files as Python's configparser does. Not API. */
@NullMarked
package net.es.esmond.storage.internal.conf;

import org.jspecify.annotations.NullMarked;
