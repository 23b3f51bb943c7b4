package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.DAN;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.group;
import static parley.engine.fakes.Given.key;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;
import static parley.engine.fakes.Given.rename;
import static parley.engine.fakes.Given.user;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.engine.id.UserId;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Epoch;

class ChatStateTest {

    private static final ChatCommand.Create DIRECT =
            new ChatCommand.Create(ChatKind.DIRECT, "", ANN, key("k1"), List.of(BOB));

    private static final Map<Class<?>, ChatCommand> COMMANDS = Map.of(
            ChatCommand.Create.class, group("k", ANN, BOB),
            ChatCommand.Post.class, post(ANN, "k", 0),
            ChatCommand.AddMembers.class, add(ANN, "k", DAN),
            ChatCommand.RemoveMember.class, remove(ANN, "k", BOB),
            ChatCommand.Leave.class, leave(ANN, "k"),
            ChatCommand.Rename.class, rename(ANN, "k", "Mantua"));

    private static final Map<Class<?>, ChatEvent> EVENTS = Map.of(
            ChatEvent.Created.class,
                    new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN, BOB), key("k"), AT),
            ChatEvent.Posted.class, new ChatEvent.Posted(ANN, key("k"), "text of k", AT),
            ChatEvent.MembersAdded.class, new ChatEvent.MembersAdded(ANN, key("k"), List.of(DAN), AT),
            ChatEvent.MemberRemoved.class, new ChatEvent.MemberRemoved(ANN, key("k"), BOB, AT),
            ChatEvent.MemberLeft.class, new ChatEvent.MemberLeft(ANN, key("k"), AT),
            ChatEvent.Renamed.class, new ChatEvent.Renamed(ANN, key("k"), "Mantua", AT),
            ChatEvent.Opened.class, new ChatEvent.Opened(AT));

    @Test
    void decidesEveryCommand() {
        for (Class<?> command : ChatCommand.class.getPermittedSubclasses()) {
            assertThat(COMMANDS).containsKey(command);
            LoggedChat chat = LoggedChat.empty();
            if (command != ChatCommand.Create.class) {
                chat.after(group("k0", ANN, BOB));
            }
            assertThat(chat.tell(COMMANDS.get(command))).as("%s", command).isInstanceOf(Decision.Accepted.class);
        }
    }

    @Test
    void evolvesEveryEvent() {
        for (Class<?> event : ChatEvent.class.getPermittedSubclasses()) {
            assertThat(EVENTS).containsKey(event);
            LoggedChat chat = LoggedChat.empty();
            if (event != ChatEvent.Created.class) {
                chat.after(group("k0", ANN, BOB));
            }
            long before = chat.state.seq();
            chat.happened(EVENTS.get(event));
            assertThat(chat.state.seq()).as("%s", event).isEqualTo(before + 1);
        }
    }

    @Test
    void everyCommandLeadsToAnEventThatAnswersIt() {
        for (ChatCommand command : COMMANDS.values()) {
            LoggedChat chat = LoggedChat.empty();
            if (!(command instanceof ChatCommand.Create)) {
                chat.after(group("k0", ANN, BOB));
            }
            chat.after(command);
            ChatEvent event = chat.log.get(chat.log.size() - 1);
            assertThat(ChatState.answers(event, command)).as("%s", command).isTrue();
            assertThat(ChatState.answers(event, post(ANN, "k", 7_000)))
                    .as("%s answers a post", event)
                    .isEqualTo(command instanceof ChatCommand.Post);
            assertThat(ChatState.answers(event, post(BOB, "k", 0))).isFalse();
            assertThat(ChatState.answers(event, post(ANN, "other", 0))).isFalse();
        }
    }

    @Test
    void aGroupBelongsToItsCreator() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", BOB, ANN, CY, ANN));
        assertThat(chat.log)
                .containsExactly(
                        new ChatEvent.Created(ChatKind.GROUP, "Verona", BOB, List.of(ANN, BOB, CY), key("k1"), AT));
        assertThat(chat.state.members()).containsExactly(ANN, BOB, CY);
        assertThat(chat.state.isOwner(BOB)).isTrue();
        assertThat(chat.state.isOwner(ANN)).isFalse();
        assertThat(chat.state.messages()).isZero();
        assertThat(chat.state.joinedSeq(CY)).hasValue(1);
    }

    @Test
    void aDirectChatIsTheSameForBothAndNeverChanges() {
        LoggedChat chat = LoggedChat.empty().after(DIRECT);
        assertThat(chat.tell(new ChatCommand.Create(ChatKind.DIRECT, "", BOB, key("other"), List.of(ANN))))
                .isEqualTo(new Decision.Duplicate(1, 0, AT));
        assertThat(chat.state.isOwner(ANN)).isFalse();
        chat.refuses(add(ANN, "k2", CY), ChatRejection.DIRECT_CHAT);
        chat.refuses(remove(ANN, "k3", BOB), ChatRejection.DIRECT_CHAT);
        chat.refuses(leave(ANN, "k4"), ChatRejection.DIRECT_CHAT);
        chat.refuses(rename(ANN, "k5", "Mantua"), ChatRejection.DIRECT_CHAT);
        chat.after(post(BOB, "k6", 1));
    }

    @Test
    void creatingWhatExistsOtherwiseIsRefused() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB));
        chat.refuses(group("k2", CY), ChatRejection.KEY_REUSED);
        chat.refuses(
                new ChatCommand.Create(ChatKind.DIRECT, "", ANN, key("k3"), List.of(BOB)), ChatRejection.KEY_REUSED);
    }

    @Test
    void whoWasNeverInAChatIsNotToldThatItExists() {
        LoggedChat chat = LoggedChat.empty();
        chat.refuses(post(ANN, "k1", 0), ChatRejection.NO_SUCH_CHAT);
        chat.after(group("k1", ANN, BOB));
        chat.refuses(post(CY, "k1", 0), ChatRejection.NO_SUCH_CHAT);
        chat.refuses(add(CY, "k2", CY), ChatRejection.NO_SUCH_CHAT);
        chat.refuses(rename(CY, "k3", "Mantua"), ChatRejection.NO_SUCH_CHAT);
        chat.refuses(leave(CY, "k4"), ChatRejection.NO_SUCH_CHAT);
    }

    @Test
    void whoLeftOrWasRemovedIsNoMember() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB, CY), leave(CY, "k2"), remove(ANN, "k3", BOB));
        chat.refuses(post(CY, "k4", 3), ChatRejection.NOT_A_MEMBER);
        chat.refuses(post(BOB, "k4", 3), ChatRejection.NOT_A_MEMBER);
        assertThat(chat.state.leftSeq(CY)).hasValue(2);
        assertThat(chat.state.leftSeq(BOB)).hasValue(3);
        assertThat(chat.state.formerMembers()).containsExactly(BOB, CY);
    }

    @Test
    void whoComesBackIsAMemberAgain() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), remove(ANN, "k2", BOB), add(ANN, "k3", BOB));
        assertThat(chat.state.joinedSeq(BOB)).hasValue(3);
        assertThat(chat.state.leftSeq(BOB)).isEmpty();
        chat.after(post(BOB, "k4", 3));
    }

    @Test
    void onlyTheOwnerRemoves() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB, CY));
        chat.refuses(remove(BOB, "k2", CY), ChatRejection.NOT_THE_OWNER);
        chat.refuses(remove(ANN, "k3", DAN), ChatRejection.NO_SUCH_MEMBER);
        chat.after(remove(ANN, "k4", CY));
    }

    @Test
    void anOwnerWhoLeavesIsFollowedByTheMemberWhoHasBeenInItLongest() {
        LoggedChat chat =
                LoggedChat.empty().after(group("k1", CY, DAN), add(CY, "k2", ANN), add(CY, "k3", BOB), leave(CY, "k4"));
        assertThat(chat.state.isOwner(DAN)).isTrue();
        chat.after(leave(DAN, "k5"));
        assertThat(chat.state.isOwner(ANN)).isTrue();
    }

    @Test
    void aGroupThatAllHaveLeftRefusesEverybody() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN), leave(ANN, "k2"));
        assertThat(chat.state.memberCount()).isZero();
        chat.refuses(post(ANN, "k3", 2), ChatRejection.NOT_A_MEMBER);
    }

    @Test
    void whatIsSoAlreadyIsAnsweredWithoutAnEntry() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), post(ANN, "k2", 1));
        assertThat(chat.tell(add(ANN, "k3", BOB, ANN))).isEqualTo(new Decision.Duplicate(2, 1, AT));
        assertThat(chat.tell(rename(BOB, "k4", "Verona"))).isEqualTo(new Decision.Duplicate(2, 1, AT));
        assertThat(chat.log).hasSize(2);
    }

    @Test
    void addingTellsOnlyWhoIsNew() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), add(BOB, "k2", DAN, ANN, CY, DAN));
        assertThat(chat.log.get(1)).isEqualTo(new ChatEvent.MembersAdded(BOB, key("k2"), List.of(CY, DAN), AT));
    }

    @Test
    void aGroupIsBounded() {
        LoggedChat chat = new LoggedChat(new ChatLimits(3, 10, 10));
        chat.refuses(group("k1", ANN, BOB, CY, DAN), ChatRejection.TOO_MANY_MEMBERS);
        chat.after(group("k2", ANN, BOB));
        chat.refuses(add(ANN, "k3", CY, DAN), ChatRejection.TOO_MANY_MEMBERS);
        chat.after(add(ANN, "k4", CY, BOB));
    }

    @Test
    void aLogIsBounded() {
        Members members = Members.NOBODY.add(List.of(ANN), 1).ownedBy(ANN);
        LoggedChat chat = LoggedChat.empty();
        chat.state = new ChatState(
                ChatKind.GROUP,
                "Verona",
                members,
                SizeClass.SMALL,
                DedupeWindow.EMPTY,
                new ChatState.Counts(Epoch.SEQ_MAX, 5));
        chat.refuses(post(ANN, "k1", Epoch.SEQ_MAX), ChatRejection.CHAT_FULL);
        chat.refuses(leave(ANN, "k2"), ChatRejection.CHAT_FULL);
    }

    @Test
    void aRetryIsAnsweredWithTheFirstAnswer() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), post(ANN, "k2", 1), post(BOB, "k2", 1));
        assertThat(chat.state.decide(post(ANN, "k2", 1), AT + 999, chat.limits))
                .isEqualTo(new Decision.Duplicate(2, 1, AT));
        assertThat(chat.state.decide(post(BOB, "k2", 1), AT + 999, chat.limits))
                .isEqualTo(new Decision.Duplicate(3, 2, AT));
        assertThat(chat.tell(group("k1", ANN, BOB))).isEqualTo(new Decision.Duplicate(1, 0, AT));
    }

    @Test
    void aRetryOfWhoHasBeenRemovedSinceIsStillAnswered() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), post(BOB, "k2", 1), remove(ANN, "k3", BOB));
        assertThat(chat.tell(post(BOB, "k2", 1))).isEqualTo(new Decision.Duplicate(2, 1, AT));
    }

    @Test
    void aKeyUsedForSomethingElseIsRefused() {
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, BOB), post(ANN, "k2", 1));
        chat.refuses(new ChatCommand.Post(ANN, key("k2"), 1, "another text"), ChatRejection.KEY_REUSED);
        chat.refuses(rename(ANN, "k2", "Mantua"), ChatRejection.KEY_REUSED);
        chat.refuses(post(ANN, "k1", 1), ChatRejection.KEY_REUSED);
    }

    @Test
    void aKeyThatMayBeForgottenIsSearchedForBeforeAnythingIsAccepted() {
        LoggedChat chat = new LoggedChat(new ChatLimits(10, 2, 3));
        chat.after(group("k1", ANN), post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3));
        assertThat(chat.state.window().start()).isEqualTo(3);
        assertThat(chat.tell(post(ANN, "new", 2))).isInstanceOf(Decision.Accepted.class);
        assertThat(chat.state.window().start()).isEqualTo(4);
        assertThat(chat.tell(post(ANN, "k2", 1))).isEqualTo(new Decision.SearchFirst(2, 3));
        assertThat(chat.tell(post(ANN, "k2", 0))).isEqualTo(new Decision.SearchFirst(1, 3));
        chat.after(post(ANN, "newer", 3));
        chat.refuses(post(ANN, "k2", 0), ChatRejection.TOO_OLD);
        assertThat(chat.tell(post(ANN, "k2", 1))).isEqualTo(new Decision.SearchFirst(2, 4));
    }

    /** Or a message that is stored would be called refused. */
    @Test
    void aRetryOfWhoeverWasPutOutIsSearchedForBeforeItIsRefused() {
        LoggedChat chat = new LoggedChat(new ChatLimits(10, 2, 3));
        chat.after(group("k1", ANN, BOB), post(BOB, "k2", 1), remove(ANN, "k3", BOB), post(ANN, "k4", 3));

        assertThat(chat.tell(post(BOB, "k2", 1))).isEqualTo(new Decision.SearchFirst(2, 2));
        chat.refuses(post(BOB, "k5", 2), ChatRejection.NOT_A_MEMBER);
        chat.refuses(post(CY, "k6", 0), ChatRejection.NO_SUCH_CHAT);
        chat.after(post(ANN, "k7", 4), post(ANN, "k8", 5), post(ANN, "k9", 6));
        chat.refuses(post(BOB, "k2", 0), ChatRejection.TOO_OLD);
    }

    @Test
    void aSinceThatCannotBeIsTakenAsTheNearestThatCan() {
        LoggedChat chat = new LoggedChat(new ChatLimits(10, 2, 100));
        chat.after(group("k1", ANN), post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3));
        assertThat(chat.tell(post(ANN, "k5", -7))).isEqualTo(new Decision.SearchFirst(1, 2));
        assertThat(chat.tell(post(ANN, "k6", Long.MAX_VALUE))).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void onlyMessagesCountAsMessages() {
        LoggedChat chat = LoggedChat.empty()
                .after(
                        group("k1", ANN, BOB),
                        post(ANN, "k2", 1),
                        rename(ANN, "k3", "Mantua"),
                        post(BOB, "k4", 3),
                        add(BOB, "k5", CY));
        chat.happened(new ChatEvent.Opened(AT));
        assertThat(chat.state.seq()).isEqualTo(6);
        assertThat(chat.state.messages()).isEqualTo(2);
    }

    @Test
    void theSizeClassGrowsAtNineMembersAndShrinksBelowSix() {
        UserId[] seven = IntStream.range(0, 7).mapToObj(i -> user("u_" + i)).toArray(UserId[]::new);
        LoggedChat chat = LoggedChat.empty().after(group("k1", ANN, seven));
        assertThat(chat.state.sizeClass()).isEqualTo(SizeClass.SMALL);
        chat.after(add(ANN, "k2", BOB));
        assertThat(chat.state.sizeClass()).isEqualTo(SizeClass.MEDIUM);
        chat.after(leave(seven[0], "k3"), leave(seven[1], "k3"), leave(seven[2], "k3"));
        assertThat(chat.state.memberCount()).isEqualTo(6);
        assertThat(chat.state.sizeClass()).isEqualTo(SizeClass.MEDIUM);
        chat.after(leave(seven[3], "k3"));
        assertThat(chat.state.sizeClass()).isEqualTo(SizeClass.SMALL);
        chat.after(add(ANN, "k4", seven[0], seven[1], seven[2]));
        assertThat(chat.state.memberCount()).isEqualTo(8);
        assertThat(chat.state.sizeClass()).isEqualTo(SizeClass.SMALL);
    }

    @Test
    void aSnapshotRestoresTheState() {
        LoggedChat chat = LoggedChat.empty()
                .after(group("k1", ANN, BOB, CY), post(ANN, "k2", 1), leave(CY, "k3"), rename(ANN, "k4", "Mantua"));
        assertThat(ChatSnapshot.of(chat.state).restore()).isEqualTo(chat.state);
        assertThat(ChatSnapshot.of(ChatState.EMPTY).restore()).isEqualTo(ChatState.EMPTY);
    }
}
