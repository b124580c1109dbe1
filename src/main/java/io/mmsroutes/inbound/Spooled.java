package io.mmsroutes.inbound;

import java.io.File;

/** What lies in the spool on its way into a store. */
public interface Spooled {
    /** Name in storage. */
    String key();

    /** Media type. */
    String type();

    /** Nobody writes to it any more. */
    File file();

    /** In bytes. */
    long length();

    /** 64 lower-case hex digits. */
    String sha256();
}
