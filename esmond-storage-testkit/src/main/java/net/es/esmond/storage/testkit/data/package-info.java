/** Measurements to load: esmond's sample files, and generated ones of the same form. */
@NullMarked
package net.es.esmond.storage.testkit.data;

import org.jspecify.annotations.NullMarked;
