/** Text and JSON from outside, in the forms that a parser, a database and a log accept. */
@NullMarked
package io.mmsroutes.text;

import org.jspecify.annotations.NullMarked;
