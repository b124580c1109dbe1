package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What the bytes themselves say.
 *
 * @param type media type found in the bytes
 * @param extension for the file name, from the type found, without the dot
 * @param size in bytes
 * @param sha256 64 lower-case hex digits
 * @param layout true for SMIL, which arranges the other media and is nothing to look at by itself
 * @param mismatches which of {@code type}, {@code size}, {@code sha256} the webhook announced otherwise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MediaMetadata(
        String type,
        MediaKind kind,
        String extension,
        long size,
        String sha256,
        boolean layout,
        List<String> mismatches) {}
