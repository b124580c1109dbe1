/** Looks at the account, the settings and the machine, and says in sentences what is wrong and how it is put right. */
@NullMarked
package io.mmsroutes.doctor;

import org.jspecify.annotations.NullMarked;
