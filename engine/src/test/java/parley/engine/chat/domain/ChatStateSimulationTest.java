package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.AT;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import parley.engine.fakes.Given;
import parley.engine.id.UserId;

/** Random commands and retries against {@link ReferenceChat}. {@code -Dparley.seed=N} replays one seed. */
class ChatStateSimulationTest {

    private static final int SEEDS = 300;
    private static final int COMMANDS = 300;
    /** Small, so that every edge is met often: the window, the search, the group's size. */
    private static final ChatLimits LIMITS = new ChatLimits(12, 20, 60);

    private static final List<UserId> USERS =
            IntStream.range(0, 15).mapToObj(i -> Given.user("u_" + i)).toList();

    @Test
    void aChatDoesWhatTheProtocolSaysWhateverIsAskedAndRetried() {
        Long only = Long.getLong("parley.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        Set<String> met = new HashSet<>();
        seeds.forEach(seed -> {
            try {
                new Run(seed, met).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("fails with seed " + seed + ", replay with -Dparley.seed=" + seed, e);
            }
        });
        if (only == null) {
            assertThat(met)
                    .as("answers that the commands provoked")
                    .contains("ACCEPTED", "DUPLICATE", "DUPLICATE after search", "ACCEPTED after search", "UNCHANGED")
                    .contains("NOT_A_MEMBER after search")
                    .contains("TOO_OLD", "KEY_REUSED", "NOT_A_MEMBER", "NO_SUCH_CHAT", "NOT_THE_OWNER")
                    .contains("NO_SUCH_MEMBER", "TOO_MANY_MEMBERS");
        }
    }

    private static final class Run {
        private final Random random;
        private final Set<String> met;
        private final ReferenceChat reference = new ReferenceChat(LIMITS);
        private final LoggedChat chat = new LoggedChat(LIMITS);
        private final List<ChatCommand> asked = new ArrayList<>();
        private boolean searched;
        private long at = AT;

        Run(long seed, Set<String> met) {
            this.random = new Random(seed);
            this.met = met;
        }

        void run() {
            ask(new ChatCommand.Create(
                    ChatKind.GROUP, "Verona", USERS.get(0), Given.key("k0"), someUsers(random.nextInt(9))));
            for (int i = 1; i <= COMMANDS; i++) {
                ask(isRetry() ? oneOf(asked) : fresh(i));
                if (random.nextInt(20) == 0) {
                    chat.state = ChatSnapshot.of(chat.state).restore();
                }
                if (i % 7 == 0) {
                    requireSameState();
                }
            }
            requireSameState();
            requireReplayed();
            requireEachMessageOnce();
        }

        private boolean isRetry() {
            return random.nextInt(100) < 35;
        }

        private ChatCommand fresh(int i) {
            UserId by = random.nextInt(10) < 8 ? oneOf(membersOrAll()) : oneOf(USERS);
            boolean isKeyOld = random.nextInt(30) == 0;
            String key = isKeyOld ? "k" + random.nextInt(i) : "k" + i;
            int dice = random.nextInt(100);
            if (dice < 72 && isKeyOld) {
                return new ChatCommand.Post(by, Given.key(key), 0, "another text");
            }
            if (dice < 72) {
                long behind = random.nextInt(5) == 0 ? random.nextInt(80) : random.nextInt(3);
                return Given.post(by, key, Math.max(0, chat.state.seq() - behind));
            }
            if (dice < 84) {
                return Given.add(by, key, someUsers(1 + random.nextInt(4)).toArray(UserId[]::new));
            }
            if (dice < 91) {
                UserId remover = random.nextBoolean() && reference.owner != null ? reference.owner : by;
                return Given.remove(remover, key, oneOf(USERS));
            }
            return dice < 95 ? Given.leave(by, key) : Given.rename(by, key, "Title " + random.nextInt(3));
        }

        private void ask(ChatCommand command) {
            at++;
            if (isForgottenChange(command)) {
                return;
            }
            asked.add(command);
            ReferenceChat.Answer expected = reference.answer(command);
            searched = false;
            String got = describe(decideWithSearch(command), command);
            met.add(got.replaceAll(" at .*", "") + (searched ? " after search" : ""));
            assertThat(got).as("answer to %s", command).isEqualTo(describe(expected));
        }

        /** Only messages carry {@code since}: a change is deduplicated as long as its key is remembered. */
        private boolean isForgottenChange(ChatCommand command) {
            return !(command instanceof ChatCommand.Post)
                    && reference.firstWith(command).isPresent()
                    && chat.state.window().find(command.by(), command.key()) == null;
        }

        private Decision decideWithSearch(ChatCommand command) {
            Decision decision = chat.state.decide(command, at, LIMITS);
            if (decision instanceof Decision.SearchFirst search && command instanceof ChatCommand.Post post) {
                searched = true;
                for (long seq = search.fromSeq(); seq <= search.toSeq(); seq++) {
                    ChatEvent event = chat.log.get((int) seq - 1);
                    if (post.by().equals(event.by()) && post.key().equals(event.key())) {
                        return ChatState.answers(event, post)
                                ? new Decision.Duplicate(seq, reference.messagesUpTo(seq), event.at())
                                : new Decision.Rejected(ChatRejection.KEY_REUSED);
                    }
                }
                return decideWithSearch(new ChatCommand.Post(post.by(), post.key(), search.toSeq(), post.text()));
            }
            if (decision instanceof Decision.Accepted accepted) {
                accepted.events().forEach(chat::happened);
            }
            return decision;
        }

        private String describe(Decision decision, ChatCommand command) {
            if (decision instanceof Decision.Accepted) {
                return "ACCEPTED at " + chat.state.seq() + "/" + chat.state.messages();
            }
            if (decision instanceof Decision.Rejected rejected) {
                return rejected.reason().name();
            }
            Decision.Duplicate duplicate = (Decision.Duplicate) decision;
            if (reference.firstWith(command).isEmpty() || duplicate.at() == at) {
                assertThat(duplicate).isEqualTo(new Decision.Duplicate(chat.state.seq(), chat.state.messages(), at));
                return "UNCHANGED";
            }
            assertThat(duplicate.at())
                    .isEqualTo(chat.log.get((int) duplicate.seq() - 1).at());
            return "DUPLICATE at " + duplicate.seq() + "/" + duplicate.messages();
        }

        private String describe(ReferenceChat.Answer answer) {
            return answer.first() == 0
                    ? answer.what()
                    : answer.what() + " at " + answer.first() + "/" + reference.messagesUpTo(answer.first());
        }

        private void requireSameState() {
            ChatState state = chat.state;
            assertThat(state.seq()).isEqualTo(reference.log.size()).isEqualTo(chat.log.size());
            assertThat(state.messages()).isEqualTo(reference.messagesUpTo(state.seq()));
            assertThat(state.members()).containsExactlyElementsOf(reference.joined.keySet());
            assertThat(state.formerMembers()).containsExactlyElementsOf(reference.left.keySet());
            assertThat(state.title()).isEqualTo(reference.title());
            assertThat(state.sizeClass()).isEqualTo(reference.sizeClass);
            for (UserId user : USERS) {
                assertThat(state.isOwner(user)).isEqualTo(user.equals(reference.owner));
                assertThat(state.joinedSeq(user).orElse(0)).isEqualTo(reference.joined.getOrDefault(user, 0L));
                assertThat(state.leftSeq(user).orElse(0)).isEqualTo(reference.left.getOrDefault(user, 0L));
            }
        }

        private void requireReplayed() {
            LoggedChat replayed = new LoggedChat(LIMITS);
            chat.log.forEach(replayed::happened);
            assertThat(replayed.state).as("the log, replayed").isEqualTo(chat.state);
        }

        private void requireEachMessageOnce() {
            Set<String> seen = new HashSet<>();
            for (ChatEvent event : chat.log) {
                if (event instanceof ChatEvent.Posted posted) {
                    assertThat(seen.add(posted.by() + " " + posted.key()))
                            .as("%s is there once", posted)
                            .isTrue();
                }
            }
        }

        private List<UserId> membersOrAll() {
            return chat.state.memberCount() == 0 ? USERS : chat.state.members();
        }

        private List<UserId> someUsers(int count) {
            return IntStream.range(0, count).mapToObj(i -> oneOf(USERS)).toList();
        }

        private <T> T oneOf(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }
    }
}
