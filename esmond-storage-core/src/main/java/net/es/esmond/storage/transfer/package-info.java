/**
 * Takes archives in and out: from esmond's REST API or files into an archive, and from an archive
 * into files.
 */
@NullMarked
package net.es.esmond.storage.transfer;

import org.jspecify.annotations.NullMarked;
