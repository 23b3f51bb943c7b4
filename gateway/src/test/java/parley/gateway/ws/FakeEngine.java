package parley.gateway.ws;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;

/** Records what it is told, and answers nothing by itself but what a test has it do. */
final class FakeEngine implements Engine {

    record ToldChat(ChatId chat, ChatProtocol.Message message) {}

    final List<ToldChat> chats = new CopyOnWriteArrayList<>();
    final List<SessionProtocol.Message> sessions = new CopyOnWriteArrayList<>();
    final List<ActorRef<HubProtocol.Message>> hubs = new CopyOnWriteArrayList<>();
    private volatile Consumer<ToldChat> onChat = told -> {};
    private volatile Consumer<SessionProtocol.Message> onSession = told -> {};

    void answerChats(Consumer<ToldChat> answer) {
        onChat = answer;
    }

    void answerSessions(Consumer<SessionProtocol.Message> answer) {
        onSession = answer;
    }

    @Override
    public void tell(ChatId chat, ChatProtocol.Message message) {
        ToldChat told = new ToldChat(chat, message);
        chats.add(told);
        onChat.accept(told);
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        sessions.add(message);
        onSession.accept(message);
    }

    @Override
    public void push(List<UserId> users, byte[] frame) {
        throw new IllegalStateException("nothing is pushed from here");
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> hub) {
        hubs.add(hub);
    }

    <T extends ChatProtocol.Message> List<T> toChats(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (ToldChat told : chats) {
            if (type.isInstance(told.message())) {
                found.add(type.cast(told.message()));
            }
        }
        return found;
    }

    /** Commands to chats, also those that were told together, in the order in which they were told. */
    List<ChatProtocol.Execute> executed() {
        return chats.stream().flatMap(told -> executes(told.message()).stream()).toList();
    }

    static List<ChatProtocol.Execute> executes(ChatProtocol.Message message) {
        if (message instanceof ChatProtocol.ExecuteInOrder all) {
            return all.commands();
        }
        return message instanceof ChatProtocol.Execute one ? List.of(one) : List.of();
    }

    <T extends SessionProtocol.Message> List<T> toSessions(Class<T> type) {
        return sessions.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
