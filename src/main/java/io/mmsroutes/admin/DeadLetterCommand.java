package io.mmsroutes.admin;

/**
 * What staff want done with dead letters.
 *
 * @param everything all that the command is for; then the filter is empty
 * @param reply of a replay: also to answer the senders that were not answered, as {@code mms.reply.mode} says
 */
public record DeadLetterCommand(DeadLetterFilter filter, boolean everything, boolean reply) {}
