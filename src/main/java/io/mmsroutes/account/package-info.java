/** Accounts at Telnyx that the gateway works for, and the applications that call it. */
@NullMarked
package io.mmsroutes.account;

import org.jspecify.annotations.NullMarked;
