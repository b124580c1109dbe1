package io.mmsroutes.admin;

import io.mmsroutes.inbound.PhoneNumber;

/**
 * Whose data are to be erased.
 *
 * @param own whoever asks knows that it is, or was, a number of ours
 */
public record EraseRequest(PhoneNumber number, boolean own) {}
