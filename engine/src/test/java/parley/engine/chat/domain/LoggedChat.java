package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import parley.engine.fakes.Given;

/** A chat's state with the log that led to it, told commands one at a time. */
final class LoggedChat {

    final ChatLimits limits;
    final List<ChatEvent> log = new ArrayList<>();
    ChatState state = ChatState.EMPTY;

    LoggedChat(ChatLimits limits) {
        this.limits = limits;
    }

    static LoggedChat empty() {
        return new LoggedChat(ChatLimits.DEFAULT);
    }

    Decision tell(ChatCommand command) {
        Decision decision = state.decide(command, Given.AT, limits);
        if (decision instanceof Decision.Accepted accepted) {
            accepted.events().forEach(this::happened);
        }
        return decision;
    }

    void happened(ChatEvent event) {
        log.add(event);
        state = state.evolve(event, limits);
    }

    LoggedChat after(ChatCommand... commands) {
        for (ChatCommand command : commands) {
            assertThat(tell(command)).as("answer to %s", command).isInstanceOf(Decision.Accepted.class);
        }
        return this;
    }

    void refuses(ChatCommand command, ChatRejection reason) {
        ChatState before = state;
        assertThat(tell(command)).isEqualTo(new Decision.Rejected(reason));
        assertThat(state).isSameAs(before);
    }
}
