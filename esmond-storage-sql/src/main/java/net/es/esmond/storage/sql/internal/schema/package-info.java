/** Creates absent tables of esmond, accepts Django's, refuses foreign ones and adds our own. */
@NullMarked
package net.es.esmond.storage.sql.internal.schema;

import org.jspecify.annotations.NullMarked;
