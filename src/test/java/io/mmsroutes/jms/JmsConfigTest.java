package io.mmsroutes.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.WebhookSender;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.support.DefaultRegistry;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmsConfigTest {
    @TempDir
    private Path folder;

    private final DefaultRegistry registry = new DefaultRegistry();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("TELNYX_PUBLIC_KEY", WebhookSender.PUBLIC_KEY, "TELNYX_API_KEY", "KEY"));

    @Test
    void noneIsThereWhereNothingIsSet() {
        assertThat(chosen()).isEmpty();
    }

    @Test
    void beanOfTheHostIsFoundByItsNameInEitherForm() {
        ActiveMQConnectionFactory theirs = new ActiveMQConnectionFactory("vm://8");
        registry.bind("theirs", theirs);

        for (String form : new String[] {"theirs", "#bean:theirs"}) {
            environment.put("MMS_JMS_CONNECTION_FACTORY", form);

            assertThat(chosen()).containsSame(theirs);
        }
    }

    @Test
    void twoBrokersAreRefused() {
        environment.put("MMS_JMS_CONNECTION_FACTORY", "theirs");
        environment.put("MMS_JMS_URL", "tcp://broker:61616");

        refused().withMessageStartingWith("mms.jms.url and mms.jms.connection-factory are both set");
    }

    @Test
    void beanThatIsMissingOrOfAnotherKindIsNamed() {
        environment.put("MMS_JMS_CONNECTION_FACTORY", "theirs");
        refused()
                .withMessage(
                        "mms.jms.connection-factory is 'theirs', but there is no bean of that name in Camel's registry.");

        registry.bind("theirs", "text");
        refused().withMessageContaining("the bean is no jakarta.jms.ConnectionFactory");
    }

    @Test
    void urlThatIsNoneIsNotQuoted() {
        for (String url : new String[] {
            "http://broker?trustStorePassword=secret", "tcp://a b?trustStorePassword=secret", "(tcp://a"
        }) {
            environment.put("MMS_JMS_URL", url);

            refused()
                    .withMessageStartingWith("mms.jms.url is no URL of")
                    .withMessageNotContaining("secret")
                    .withNoCause();
        }
    }

    @Test
    void certificatesThatAreNotThereAreNamed() {
        environment.put("MMS_JMS_URL", "tcp://broker:61616");
        environment.put("MMS_JMS_TRUST_STORE", folder.resolve("none.p12").toString());

        refused().withMessageContaining("mms.jms.trust-store is '").withMessageContaining("no file that can be read");
    }

    private Optional<ConnectionFactory> chosen() {
        return JmsConfig.connections(Settings.load(folder, environment, new Properties()), registry);
    }

    private ThrowableAssertAlternative<IllegalArgumentException> refused() {
        return assertThatIllegalArgumentException().isThrownBy(this::chosen);
    }
}
