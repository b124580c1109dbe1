/** Files and folders that are there after a power cut, and are used by one process. */
@NullMarked
package io.mmsroutes.disk;

import org.jspecify.annotations.NullMarked;
