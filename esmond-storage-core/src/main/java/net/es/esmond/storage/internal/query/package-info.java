/** The parameters that esmond's queries for records and for points share. Not API. */
@NullMarked
package net.es.esmond.storage.internal.query;

import org.jspecify.annotations.NullMarked;
