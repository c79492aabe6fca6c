/**
 * Documents of esmond's REST API: those that clients send, read; those that it answers, written.
 */
@NullMarked
package net.es.esmond.storage.document;

import org.jspecify.annotations.NullMarked;
