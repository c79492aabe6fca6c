/** Child processes, and where their programs come from. */
@NullMarked
package net.es.esmond.storage.testkit.internal;

import org.jspecify.annotations.NullMarked;
