package io.mmsroutes.media;

import java.io.InputStream;

/** @param stream the bytes of the media, as they are stored */
public record MediaAnswer(InputStream stream) {}
