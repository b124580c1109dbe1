package io.mmsroutes.inbound;

/**
 * The names in storage of one message.
 *
 * @param pattern of which {@code {index}}, {@code {ext}} and {@code {kind}} are still open
 * @param from the sender as it stands in names
 * @param to the first recipient as it stands in names
 */
public record MessageKeys(String pattern, String from, String to) {
    private static final String INDEX = "{index}";
    private static final String EXTENSION = "{ext}";
    private static final String KIND = "{kind}";
    private static final String HASH = "{sha256}";
    private static final String UPLOAD = "upload";
    private static final String FROM = "{from}";
    private static final String TO = "{to}";

    /** The same for the same media at every attempt. */
    public String media(int index, MediaMetadata found) {
        return pattern.replace(INDEX, Integer.toString(index))
                .replace(EXTENSION, found.extension())
                .replace(KIND, found.kind().toString())
                .replace(HASH, found.sha256());
    }

    /** Of what came without a message: named by its bytes alone, so that the same file twice is one. */
    public static MessageKeys ofUploads() {
        return new MessageKeys("uploads/" + HASH + "." + EXTENSION, UPLOAD, UPLOAD);
    }

    /** Where a piece of media has its index, this says {@code message}, and ends with {@code .json}. */
    public String manifest() {
        String name = pattern.replace(INDEX, "message").replace(KIND, "message");
        return name.contains(EXTENSION) ? name.replace(EXTENSION, "json") : name + ".json";
    }

    /** For what travels or is logged. */
    public String withoutNumbers(String text) {
        return text.replace(withoutPlus(from), FROM).replace(withoutPlus(to), TO);
    }

    String withNumbers(String text) {
        return text.replace(TO, withoutPlus(to)).replace(FROM, withoutPlus(from));
    }

    /** In a URL the plus may have become {@code %2B}. */
    private static String withoutPlus(String segment) {
        return segment.startsWith("+") && segment.length() > 1 ? segment.substring(1) : segment;
    }
}
