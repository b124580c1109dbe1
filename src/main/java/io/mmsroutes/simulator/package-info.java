@NullMarked
package io.mmsroutes.simulator;

import org.jspecify.annotations.NullMarked;
