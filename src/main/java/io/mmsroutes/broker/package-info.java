@NullMarked
package io.mmsroutes.broker;

import org.jspecify.annotations.NullMarked;
