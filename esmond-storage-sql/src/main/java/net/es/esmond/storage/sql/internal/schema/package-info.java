/** esmond's tables: created when absent, accepted as Django made them, refused when foreign. */
@NullMarked
package net.es.esmond.storage.sql.internal.schema;

import org.jspecify.annotations.NullMarked;
