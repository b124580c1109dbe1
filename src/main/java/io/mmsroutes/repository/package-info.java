@NullMarked
package io.mmsroutes.repository;

import org.jspecify.annotations.NullMarked;
