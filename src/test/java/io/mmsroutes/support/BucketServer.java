package io.mmsroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A server with one bucket, and the settings that make a gateway keep everything in it. */
public interface BucketServer extends AutoCloseable {
    String BUCKET = "mms-test";

    Map<String, String> settings();

    /** What lies at a location, read with the provider's own client. Throws when nothing does. */
    InputStream read(String location) throws IOException;

    @Override
    void close();
}
