package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import parley.engine.id.ChatId;

class GroupIdsTest {

    @Test
    void namesADirectChatTheSameWhoeverCreatesIt() {
        assertThat(GroupIds.direct("u_ann", "u_bob")).isEqualTo(GroupIds.direct("u_bob", "u_ann"));
        assertThat(GroupIds.direct("u_ann", "u_bob")).isNotEqualTo(GroupIds.direct("u_ann", "u_cy"));
    }

    @Test
    void namesAGroupByItsCreatorAndKey() {
        assertThat(GroupIds.group("u_ann", "k1")).isEqualTo(GroupIds.group("u_ann", "k1"));
        assertThat(GroupIds.group("u_ann", "k1")).isNotEqualTo(GroupIds.group("u_bob", "k1"));
        assertThat(GroupIds.group("u_ann", "k1")).isNotEqualTo(GroupIds.group("u_ann", "k2"));
    }

    /** Written down with another tool: ids are stored, and must never come out otherwise. */
    @Test
    void keepsTheIdsThatWereEverGiven() {
        assertThat(GroupIds.direct("u_ann", "u_bob")).isEqualTo("d_36feeesqjvfniodrtsq4ckreeco7ocfb");
        assertThat(GroupIds.group("u_ann", "k1")).isEqualTo("g_6gehyxwbfqmfkxyf5iwytzdkfipfq2ai");
    }

    @Test
    void makesValidIds() {
        assertThat(ChatId.isValid(GroupIds.direct("u_ann", "u_bob"))).isTrue();
        assertThat(ChatId.isValid(GroupIds.group("x".repeat(64), "y".repeat(64))))
                .isTrue();
    }
}
