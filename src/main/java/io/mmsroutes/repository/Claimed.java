package io.mmsroutes.repository;

import io.mmsroutes.outbound.SendRequest;
import java.util.UUID;

/**
 * A message that this gateway, and no other, works on now.
 *
 * @param attempts calls to Telnyx, this one included
 * @param account that it is sent from
 */
public record Claimed(UUID id, SendRequest request, int attempts, String account) {}
