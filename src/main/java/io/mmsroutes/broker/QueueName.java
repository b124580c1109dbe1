package io.mmsroutes.broker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name inside an endpoint URI such as {@code jms:queue:mms.received?concurrentConsumers=32}. */
public final class QueueName {
    private static final Pattern QUEUE = Pattern.compile("jms:(?://)?(?:queue:)?(?://)?([^?:]+)(\\?.*)?");

    private QueueName() {}

    public static String in(String endpointUri) {
        Matcher matcher = QUEUE.matcher(endpointUri);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not the URI of a queue; write jms:queue:NAME, with options behind a question mark."
                            .formatted(endpointUri));
        }
        return matcher.group(1);
    }
}
