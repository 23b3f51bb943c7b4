package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.user;

import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {

    @Test
    void addingWhoIsInChangesNothing() {
        Members members = Members.NOBODY.add(List.of(ANN), 1).add(List.of(ANN, BOB), 2);
        assertThat(members.joined()).containsEntry(ANN, 1L).containsEntry(BOB, 2L);
    }

    @Test
    void theOneWhoHasBeenInItLongestFollowsTheOwnerAndIdsBreakTies() {
        Members members = Members.NOBODY
                .add(List.of(CY), 1)
                .ownedBy(CY)
                .add(List.of(user("u_z"), BOB), 2)
                .add(List.of(ANN), 3);
        assertThat(members.remove(CY, 4).owner()).isEqualTo(BOB);
        assertThat(members.remove(ANN, 4).owner()).isEqualTo(CY);
    }

    @Test
    void theLastOneLeavesNoOwner() {
        Members nobody = Members.NOBODY.add(List.of(ANN), 1).ownedBy(ANN).remove(ANN, 2);
        assertThat(nobody.owner()).isNull();
        assertThat(nobody.count()).isZero();
        assertThat(nobody.former()).containsEntry(ANN, 2L);
    }

    @Test
    void formerMembersAreBoundedTheNewestAreKept() {
        Members members = Members.NOBODY;
        for (int i = 1; i <= Members.FORMER_MAX + 2; i++) {
            members = members.add(List.of(user("u_" + i)), i).remove(user("u_" + i), i);
        }
        assertThat(members.former())
                .hasSize(Members.FORMER_MAX)
                .doesNotContainKeys(user("u_1"), user("u_2"))
                .containsKeys(user("u_3"), user("u_" + (Members.FORMER_MAX + 2)));
    }
}
