/** Down-sampling: functions of the points of equal steps of time. */
@NullMarked
package net.es.esmond.storage.downsample;

import org.jspecify.annotations.NullMarked;
