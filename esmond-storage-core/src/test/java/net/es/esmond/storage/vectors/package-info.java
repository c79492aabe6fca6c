/** What esmond answered, file by file, and how to ask this library the same. */
package net.es.esmond.storage.vectors;
