package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
    private final RateLimits rateLimits = table("");

    @ParameterizedTest
    @CsvSource({
        "0.1/s,10000000000",
        "6/min,10000000000",
        "1200/h,3000000000",
        "20,50000000",
        "' 20 / s ',50000000",
        "15/s,66666667",
        "1000/s,1000000",
        "999999999/s,2",
        "0.000001/h,3600000000000000000"
    })
    void aRateIsAnIntervalThatIsNeverTooShort(String rate, long nanos) {
        assertThat(RateLimits.parse("mms.rate-limit.account", rate)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.0/s", "-1/s", "fast", "1/d", "1/", "/s", "1e3", ".5/s", "1s", "10000000000"})
    void whatIsNoRateIsRefusedByTheNameOfItsProperty(String rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimits("50/min", "0.1/s", "20/s", "1000/s", "15/s", rate, "50/s", "", ""))
                .withMessage(
                        "mms.rate-limit.account is '%s': write a rate above 0, such as 0.1/s, 6/min or 1200/h.", rate);
    }

    @ParameterizedTest
    @CsvSource({
        "+13125550001,10000",
        "+447700900123,10000",
        "+18005550001,50",
        "+18335550001,50",
        "+18445550001,50",
        "+18555550001,50",
        "+18665550001,50",
        "+18775550001,50",
        "+18885550001,50",
        "+18225550001,10000",
        "+1800555000,10000",
        "+448005550001,10000",
        "55512,1",
        "pool:4001742b-90be-405d-b1b5-40a434f0ffec,100",
        "My Company,10000"
    })
    void everySenderHasThePaceOfItsKind(String sender, long millis) {
        assertThat(rateLimits.interval(sender)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theAccountHasItsOwn() {
        assertThat(rateLimits.shared(request("+13125550001", "+17735550002", "MMS"), List.of()))
                .containsExactly(new RateLimits.Shared("*mms", Duration.ofMillis(20)));
    }

    @Test
    void smsHaveARateOfTheirOwnAndAreSlowAbroad() {
        RateLimits us = new RateLimits("50/min", "0.1/s", "20/s", "1000/s", "15/s", "15/s", "50/s", "", "");
        SendRequest home = request("+13125550001", "+17735550002", "SMS");
        SendRequest abroad = request("+13125550001", "+447700900123", "SMS");

        assertThat(us.shared(home, List.of())).containsExactly(new RateLimits.Shared("*sms", Duration.ofMillis(20)));
        assertThat(us.interval(home, List.of())).isEqualTo(Duration.ofMillis(1_200));
        assertThat(us.interval(abroad, List.of())).isEqualTo(Duration.ofSeconds(10));
        assertThat(us.interval(request("+18885550001", "+447700900123", "SMS"), List.of()))
                .isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aCampaignIsSharedByItsNumbersAndProfiles() {
        RateLimits campaigns = new RateLimits(
                "50/min",
                "0.1/s",
                "20/s",
                "1000/s",
                "15/s",
                "15/s",
                "50/s",
                "+13125550002=1/s",
                "C1A2=150/min +13125550001 +13125550002, C3D4 = 2400/min p-1");
        RateLimits.Shared slow = new RateLimits.Shared("*campaign:C1A2", Duration.ofMillis(400));
        RateLimits.Shared fast = new RateLimits.Shared("*campaign:C3D4", Duration.ofMillis(25));

        SendRequest first = request("+13125550001", "+17735550002", "MMS");
        assertThat(campaigns.shared(first, List.of())).contains(slow).hasSize(2);
        assertThat(campaigns.interval(first, List.of())).isEqualTo(Duration.ofMillis(400));
        SendRequest second = request("+13125550002", "+17735550002", "MMS");
        assertThat(campaigns.shared(second, List.of())).contains(slow);
        assertThat(campaigns.interval(second, List.of())).isEqualTo(Duration.ofSeconds(1));
        SendRequest byProfile = request("+13125550003", "+17735550002", "MMS");
        assertThat(campaigns.shared(byProfile, List.of("p-1"))).contains(fast);
        assertThat(campaigns.shared(byProfile, List.of("p-2"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C1",
                "C1=1/s",
                "C1 1/s +13125550001",
                "=1/s +13125550001",
                "C1=often +13125550001",
                "C1=1/s +13125550001, C2=1/s +13125550001"
            })
    void aCampaignThatIsNoneIsRefused(String campaigns) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RateLimits("50/min", "0.1/s", "20/s", "1000/s", "15/s", "15/s", "50/s", "", campaigns))
                .withMessageStartingWith("mms.rate-limit.campaigns");
    }

    private static SendRequest request(String from, String to, String type) {
        return new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber(from),
                List.of(new PhoneNumber(to)),
                List.of(),
                null,
                Json.MAPPER.createObjectNode().put("from", from).put("to", to).put("type", type));
    }

    @Test
    void aSenderMayHaveAPaceOfItsOwn() {
        RateLimits own = table(" +13125550001=1/s, +18005550001 = 2 ,pool:p=4/s,55512=5/s,My Company=8/s,");

        assertThat(own.interval("+13125550001")).isEqualTo(Duration.ofSeconds(1));
        assertThat(own.interval("+18005550001")).isEqualTo(Duration.ofMillis(500));
        assertThat(own.interval("pool:p")).isEqualTo(Duration.ofMillis(250));
        assertThat(own.interval("55512")).isEqualTo(Duration.ofMillis(200));
        assertThat(own.interval("My Company")).isEqualTo(Duration.ofMillis(125));
        assertThat(own.interval("+13125550002")).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "13125550001=1/s", "=1/s", "+13125550001:1/s"})
    void anEntryWithoutASenderIsRefused(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table("+13125550002=1/s," + entry))
                .withMessage("mms.rate-limit.numbers has the entry '%s': write +13125550001=1/s.", entry);
    }

    @Test
    void anEntryWithoutARateIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table("+13125550001=often"))
                .withMessageStartingWith("mms.rate-limit.numbers, +13125550001, is 'often': write a rate");
    }

    @Test
    void aSenderNamedTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table("+13125550001=1/s,+13125550001=2/s"))
                .withMessage("mms.rate-limit.numbers names +13125550001 twice: leave one out.");
    }

    private static RateLimits table(String numbers) {
        return new RateLimits("0.1/s", "0.1/s", "20/s", "1000/s", "10/s", "50/s", "60/s", numbers, "");
    }
}
