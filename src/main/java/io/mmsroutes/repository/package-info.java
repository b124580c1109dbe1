/** The statements on messages, recipients, rate limits, opt-outs and stored media. */
@NullMarked
package io.mmsroutes.repository;

import org.jspecify.annotations.NullMarked;
