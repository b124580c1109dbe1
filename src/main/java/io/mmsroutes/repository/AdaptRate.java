package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.outbound.RateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows an account down to what Telnyx's answers leave of its requests: {@code x-ratelimit-remaining} until {@code
 * x-ratelimit-reset}, in seconds or as Unix time, as Telnyx's pages "Rate limiting" and "Send your first message" have it. Never
 * faster than {@code mms.rate-limit.account*}.
 */
public final class AdaptRate {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptRate.class);
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,12})(?:\\.\\d{1,9})?\\s*");
    private static final long FIRST_UNIX_TIME = 1_000_000_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Database database;
    private final RateLimits rate;

    public AdaptRate(Database database, RateLimits rate) {
        this.database = database;
        this.rate = rate;
    }

    /**
     * Never fails: the message that was answered has its outcome.
     *
     * @param account that was called
     */
    public void learn(@Nullable String remaining, @Nullable String reset, String account) {
        Optional<Long> left = number(remaining);
        Optional<Long> until = number(reset);
        if (left.isEmpty() || until.isEmpty()) {
            return;
        }
        try {
            Instant now = database.read(Row::now);
            long seconds = until.get() > FIRST_UNIX_TIME ? until.get() - now.getEpochSecond() : until.get();
            Duration window = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
            Duration interval = window.dividedBy(Math.max(1, left.get()));
            if (seconds > 0 && interval.compareTo(rate.account()) > 0) {
                slowDown(account, now, interval, window, left.get() == 0);
            }
        } catch (RuntimeException e) {
            LOG.debug("The rate stays as it is", e);
        }
    }

    private void slowDown(String account, Instant now, Duration interval, Duration window, boolean none) {
        boolean news = database.writePatiently(transaction -> {
            boolean told = transaction
                    .sql("""
                    select exists (select 1 from rate_limits
                        where account = :account and sender = '*' and adapted_until > :lately)""")
                    .param("account", account)
                    .param("lately", Row.time(now.minus(LONGEST)))
                    .query(Boolean.class)
                    .single();
            transaction
                    .sql("""
                    update rate_limits set adapted_interval = :interval, adapted_until = :until,
                        next_slot = case when :none and next_slot < :until then :until else next_slot end
                    where account = :account and sender = '*'""")
                    .param("interval", interval.toNanos() / 1_000)
                    .param("until", Row.time(now.plus(window)))
                    .param("none", none)
                    .param("account", account)
                    .update();
            return !told;
        });
        if (news) {
            LOG.warn(
                    "Telnyx's x-ratelimit headers allow fewer requests than mms.rate-limit.account: the account is slowed down to them, "
                            + "told once an hour, account={} intervalMillis={} seconds={}",
                    account,
                    interval.toMillis(),
                    window.toSeconds());
        }
    }

    private static Optional<Long> number(@Nullable String header) {
        Matcher number = NUMBER.matcher(header == null ? "" : header);
        return number.matches() ? Optional.of(Long.valueOf(number.group(1))) : Optional.empty();
    }
}
