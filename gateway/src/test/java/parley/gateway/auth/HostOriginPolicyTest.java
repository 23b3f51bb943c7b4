package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HostOriginPolicyTest {

    private final OriginPolicy policy = new HostOriginPolicy(Set.of("https://app.example.org"));

    @Test
    void allowsTheSameHostWhateverThePort() {
        assertThat(policy.allows("http://chat.example.org:8080", "chat.example.org:8081"))
                .isTrue();
        assertThat(policy.allows("http://127.0.0.1:8080", "127.0.0.1:9000")).isTrue();
        assertThat(policy.allows("http://[::1]:8080", "[::1]:9000")).isTrue();
        assertThat(policy.allows("https://CHAT.example.org", "chat.example.org"))
                .isTrue();
    }

    @Test
    void allowsWhatIsConfigured() {
        assertThat(policy.allows("https://app.example.org", "chat.example.org")).isTrue();
        assertThat(policy.allows("http://app.example.org", "chat.example.org")).isFalse();
    }

    @Test
    void refusesOthers() {
        assertThat(policy.allows("https://evil.example", "chat.example.org")).isFalse();
        assertThat(policy.allows("https://chat.example.org.evil.example", "chat.example.org"))
                .isFalse();
        assertThat(policy.allows("null", "chat.example.org")).isFalse();
        assertThat(policy.allows("null", "")).isFalse();
        assertThat(policy.allows("file://chat.example.org", "chat.example.org")).isFalse();
        assertThat(policy.allows("https://chat.example.org", "")).isFalse();
        assertThat(policy.allows("nonsense of a header", "nonsense of a header"))
                .isFalse();
    }
}
