/** What a caller of {@code /v2/messages} and the status sink are told, in the shapes of Telnyx. */
@NullMarked
package io.mmsroutes.outbound.answer;

import org.jspecify.annotations.NullMarked;
