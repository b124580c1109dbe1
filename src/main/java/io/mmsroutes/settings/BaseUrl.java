package io.mmsroutes.settings;

import java.net.URI;

/** A setting that paths are put behind. */
public final class BaseUrl {
    private BaseUrl() {}

    /**
     * The value without a slash at its end; empty where it is not set.
     *
     * @throws IllegalArgumentException naming the setting, for what is no http or https URL
     */
    public static String in(Settings settings, String key) {
        String value = settings.get(key).replaceFirst("/+$", "");
        if (value.isEmpty() || isUrl(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                "%s is no URL: write https://host, with a path if there is one, and neither query nor fragment."
                        .formatted(key));
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = URI.create(value);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
