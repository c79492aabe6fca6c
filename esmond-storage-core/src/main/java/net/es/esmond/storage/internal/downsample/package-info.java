/** Pages of steps: which source each step has, how it is read, and what functions make of it. */
@NullMarked
package net.es.esmond.storage.internal.downsample;

import org.jspecify.annotations.NullMarked;
