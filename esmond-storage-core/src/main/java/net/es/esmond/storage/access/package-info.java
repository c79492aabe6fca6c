/** Values about access to an archive: users, their API keys and their address ranges. */
@NullMarked
package net.es.esmond.storage.access;

import org.jspecify.annotations.NullMarked;
