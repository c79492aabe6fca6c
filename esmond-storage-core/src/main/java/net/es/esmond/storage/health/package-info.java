/** The health of a storage and of its two stores, as far as it is known without asking them. */
@NullMarked
package net.es.esmond.storage.health;

import org.jspecify.annotations.NullMarked;
