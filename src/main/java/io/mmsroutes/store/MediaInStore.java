package io.mmsroutes.store;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * One piece of media in a store, be it out of a message or of our own.
 *
 * @param key name in storage
 * @param location where the store said it is
 * @param type media type found in the bytes
 * @param size in bytes
 * @param sha256 64 lower-case hex digits
 * @param store name of the Kamelet that took it; null where nobody noted it
 */
public record MediaInStore(
        String key,
        String location,
        String type,
        long size,
        String sha256,
        @Nullable String store) {
    /** In front of the key, where a URL could stand. */
    public static final String REFERENCE = "stored:";

    /** What names in storage are made of; longer ones do not fit the database. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+_=./-]{1,1000}");

    public static boolean isReference(String url) {
        return url.startsWith(REFERENCE);
    }

    /** The end of a sentence that begins with the field's name; empty when the form is right. */
    public static Optional<String> fault(String reference) {
        return NAME.matcher(keyIn(reference)).matches()
                ? Optional.empty()
                : Optional.of(
                        "is no name in storage: write stored: and the name, as in stored:mms/+13125550001/…/0.jpg.");
    }

    /** The name in storage that a reference gives. */
    public static String keyIn(String reference) {
        return reference.substring(REFERENCE.length());
    }

    /** What stands in {@code media_urls} for it. */
    public static String referenceTo(String key) {
        return REFERENCE + key;
    }

    /** The last part of its name. */
    public String fileName() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Names a place without telling it: 32 hex digits. */
    public static String place(String location) {
        return DigestUtils.sha256Hex(location).substring(0, 32);
    }

    /** Without key and location, which hold the sender's number. */
    @Override
    public String toString() {
        return "MediaInStore[type=%s, size=%s]".formatted(type, size);
    }
}
