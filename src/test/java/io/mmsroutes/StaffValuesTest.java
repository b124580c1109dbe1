package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.support.GatewayTestSupport;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What staff write into conditions and texts about a message means what it says. */
class StaffValuesTest extends GatewayTestSupport {
    private static final PhoneNumber SENDER = new PhoneNumber("+13125550001");

    @ParameterizedTest
    @CsvSource({
        "${variable.message.from} == '+13125550001', true",
        "'+13125550001' == ${variable.message.from}, true",
        "${variable.message.from} != '+13125550001', false",
        "${variable.message.from} == '+13125550002', false",
        "${variable.message.from} startsWith '+1312', true",
        "${variable.message.from} regex '[+]1312.*', true",
    })
    void aNumberIsComparedInFull(String condition, boolean expected) {
        assertThat(context.resolveLanguage("simple").createPredicate(condition).matches(aboutAMessage()))
                .isEqualTo(expected);
    }

    @Test
    void aTextHasTheNumberInFullAndALogOnlyItsEnd() {
        assertThat(text("Your number is ${variable.message.from}.")).isEqualTo("Your number is +13125550001.");
        assertThat(text("from=${variable.message.from.masked}")).isEqualTo("from=…0001");
    }

    private String text(String template) {
        return context.resolveLanguage("simple").createExpression(template).evaluate(aboutAMessage(), String.class);
    }

    private Exchange aboutAMessage() {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable("message", new Message(SENDER));
        return exchange;
    }

    /** As far as conditions look into it. */
    public record Message(PhoneNumber from) {}
}
