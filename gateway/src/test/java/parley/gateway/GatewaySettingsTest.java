package parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.wire.WireLimits;

class GatewaySettingsTest {

    private static final Config REFERENCE = ConfigFactory.defaultReference();

    @Test
    void promisesTheDocumentedLimitsByDefault() {
        assertThat(GatewaySettings.from(REFERENCE).limits()).isEqualTo(WireLimits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits.text-units-max = 60000",
                "limits.nesting-max = 0",
                "limits.users-max = 200",
                "socket.listener.port = 70000",
                "socket.timing.heartbeat = 0 s",
                "socket.outbound.write-buffer-high = 1 KiB",
                "socket.moves.reconnect-after-max = 1 ms"
            })
    void refusesSettingsThatCannotBe(String setting) {
        Config config = ConfigFactory.parseString("parley.gateway." + setting).withFallback(REFERENCE);

        assertThatThrownBy(() -> GatewaySettings.from(config)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-bytes-max = 64 KiB", "members-max = 100"})
    void refusesBoundsOfTheEngineThatDoNotFit(String setting) {
        Config config =
                ConfigFactory.parseString("parley.engine.chat." + setting).withFallback(REFERENCE);

        assertThatThrownBy(() -> GatewaySettings.from(config)).isInstanceOf(IllegalArgumentException.class);
    }
}
