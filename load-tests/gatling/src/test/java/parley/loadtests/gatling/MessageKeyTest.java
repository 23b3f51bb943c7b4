package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageKeyTest {

    @Test
    void saysWhenTheMessageWasMeantToBeSent() {
        String key = MessageKey.of(1_790_000_000_123L, 17, 4_000_000);

        assertThat(MessageKey.intendedMs(key)).isEqualTo(1_790_000_000_123L);
        assertThat(key).matches("[A-Za-z0-9_-]{1,64}");
    }

    @Test
    void keysOfOthersSayNothing() {
        assertThat(MessageKey.intendedMs("018f6b1e-7c1d-7a3e")).isEqualTo(-1);
        assertThat(MessageKey.intendedMs("load_")).isEqualTo(-1);
    }
}
