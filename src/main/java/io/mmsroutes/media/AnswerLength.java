package io.mmsroutes.media;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.ProtocolException;

/**
 * How long the body of an answer is: RFC 9112, 6.3, which takes equal lengths for one. What is no length counts as none, as
 * browsers have it, so that the body ends with the connection.
 */
final class AnswerLength implements ContentLengthStrategy {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    @Override
    public long determineLength(HttpMessage message) throws HttpException {
        List<String> codings = values(message, HttpHeaders.TRANSFER_ENCODING)
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .toList();
        if (!codings.isEmpty()) {
            if (codings.stream().allMatch("chunked"::equalsIgnoreCase)) {
                return CHUNKED;
            }
            throw new ProtocolException("Transfer-Encoding is not chunked alone");
        }
        List<String> lengths = values(message, HttpHeaders.CONTENT_LENGTH)
                .filter(length -> LENGTH.matcher(length).matches())
                .distinct()
                .toList();
        if (lengths.size() > 1) {
            throw new ProtocolException("Content-Length is there with different values");
        }
        return lengths.isEmpty() ? UNDEFINED : Long.parseLong(lengths.get(0));
    }

    private static Stream<String> values(HttpMessage message, String name) {
        return Arrays.stream(message.getHeaders(name))
                .flatMap(header ->
                        Arrays.stream(String.valueOf(header.getValue()).split(",", -1)))
                .map(String::strip);
    }
}
