/** Host names in searches, and the rule that a series must be registered. Not API. */
@NullMarked
package net.es.esmond.storage.internal.metadata;

import org.jspecify.annotations.NullMarked;
