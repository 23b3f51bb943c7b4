package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {

    private static final Config REFERENCE = ConfigFactory.defaultReference();

    @Test
    void acceptsTheDefaults() {
        assertThat(HttpSettings.from(REFERENCE).chatCalls().tries()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits.service-body-bytes-max = 1 KiB",
                "limits.service-users-max = 0",
                "chat-calls.bulk-within = 16s",
                "chat-calls.tries = 4",
                "server.request-timeout = 24s"
            })
    void refusesSettingsThatCannotBe(String setting) {
        Config config =
                ConfigFactory.parseString("parley.gateway.http." + setting).withFallback(REFERENCE);

        assertThatThrownBy(() -> HttpSettings.from(config)).isInstanceOf(IllegalArgumentException.class);
    }
}
