package parley.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    private static final List<Function<String, Object>> IDS = List.of(
            TenantId::new,
            DeviceId::new,
            MessageKey::new,
            text -> new UserId(TenantId.DEFAULT, text),
            text -> new ChatId(TenantId.DEFAULT, text));

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "u_ann", "018f-00_Z", "0123456789012345678901234567890123456789012345678901234567890123"})
    void takesSafeText(String text) {
        IDS.forEach(id -> assertThat(id.apply(text)).isNotNull());
        assertThat(UserId.isValid(text)).isTrue();
        assertThat(ChatId.isValid(text)).isTrue();
        assertThat(MessageKey.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "é",
                "a\n",
                "a.b",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesEverythingElseWithoutRepeatingIt(String text) {
        IDS.forEach(id -> assertThatIllegalArgumentException()
                .isThrownBy(() -> id.apply(text))
                .withMessageContaining("not 1 to 64 characters"));
        assertThat(UserId.isValid(text)).isFalse();
        assertThat(ChatId.isValid(text)).isFalse();
        assertThat(MessageKey.isValid(text)).isFalse();
    }

    @Test
    void keysCarryTheTenantAndAreReadBack() {
        UserId user = new UserId(new TenantId("acme"), "u_ann");
        assertThat(user.key()).isEqualTo("acme/u_ann");
        assertThat(UserId.ofKey("acme/u_ann")).isEqualTo(user);
        assertThat(user).isNotEqualTo(new UserId(TenantId.DEFAULT, "u_ann"));
        ChatId chat = new ChatId(new TenantId("acme"), "g_1");
        assertThat(ChatId.ofKey(chat.key())).isEqualTo(chat);
        assertThatIllegalArgumentException().isThrownBy(() -> ChatId.ofKey("g_1"));
        assertThatIllegalArgumentException().isThrownBy(() -> UserId.ofKey("u_ann"));
    }

    @Test
    void usersAreOrderedByTenantThenId() {
        UserId first = new UserId(new TenantId("a"), "z");
        UserId second = new UserId(new TenantId("b"), "a");
        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(new UserId(new TenantId("b"), "b"));
    }
}
