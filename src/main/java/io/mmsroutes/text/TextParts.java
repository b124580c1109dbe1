package io.mmsroutes.text;

/**
 * How a text is counted.
 *
 * @param encoding {@code GSM-7} or {@code UCS-2}
 * @param parts messages that it takes as an SMS
 */
public record TextParts(String encoding, int parts) {
    public static final String UCS2 = "UCS-2";
    /** 3GPP TS 23.038, the basic alphabet. */
    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
            + "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** The extension, where each takes the room of two. */
    private static final String EXTENSION = "\f^{}\\[~]|€";

    public static TextParts of(String text) {
        return of(text, "auto");
    }

    /** @param encoding of the request: {@code auto}, {@code gsm7} or {@code ucs2} */
    public static TextParts of(String text, String encoding) {
        boolean basic = text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENSION.indexOf(c) >= 0);
        if (!basic || encoding.equals("ucs2")) {
            return new TextParts(UCS2, parts(text.length(), 70, 67));
        }
        long extended = text.chars().filter(c -> EXTENSION.indexOf(c) >= 0).count();
        return new TextParts("GSM-7", parts(text.length() + Math.toIntExact(extended), 160, 153));
    }

    public boolean isGsm() {
        return !encoding.equals(UCS2);
    }

    private static int parts(int length, int alone, int each) {
        return length <= alone ? 1 : (length + each - 1) / each;
    }
}
