@NullMarked
package io.mmsroutes.admin;

import org.jspecify.annotations.NullMarked;
