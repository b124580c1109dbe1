/** Reads the settings of the gateway and of hosts, and names what is wrong with them. */
@NullMarked
package io.mmsroutes.settings;

import org.jspecify.annotations.NullMarked;
