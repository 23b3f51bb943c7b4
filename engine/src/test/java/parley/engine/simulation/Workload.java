package parley.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.fakes.Given;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.UserId;
import parley.engine.simulation.Client.Sending;

/** What users do: talk, read, come and go. */
final class Workload {

    private static final int DOINGS_MIN = 20;
    private static final int DOINGS_MORE = 60;

    private final World world;
    private final List<UserId> users;
    private long keys;

    Workload(World world, List<UserId> users) {
        this.world = world;
        this.users = users;
    }

    void begin(Duration length) {
        for (ChatId chat : world.chatIds) {
            List<UserId> members = new ArrayList<>(users);
            members.removeIf(user -> world.random.nextInt(4) == 0);
            Client owner = any();
            send(owner, chat, new ChatCommand.Create(ChatKind.GROUP, "Verona", owner.user, key(), members));
        }
        int doings = DOINGS_MIN + world.random.nextInt(DOINGS_MORE);
        for (int i = 0; i < doings; i++) {
            later(length, this::something);
        }
    }

    private void later(Duration within, Runnable action) {
        world.timeline.afterNanos((long) (world.random.nextDouble() * within.toNanos()), action);
    }

    private void something() {
        Client client = any();
        ChatId chat = world.chatIds.get(world.random.nextInt(world.chatIds.size()));
        int dice = world.random.nextInt(100);
        if (dice < 70) {
            int burst = world.random.nextInt(4) == 0 ? 1 + world.random.nextInt(5) : 1;
            for (int i = 0; i < burst; i++) {
                long since = client.view(chat).have();
                MessageKey key = key();
                send(client, chat, new ChatCommand.Post(client.user, key, since, "text of " + key));
            }
        } else if (dice < 80) {
            client.read(chat);
        } else if (dice < 86) {
            send(client, chat, new ChatCommand.AddMembers(client.user, key(), List.of(any().user, any().user)));
        } else if (dice < 92) {
            send(client, chat, new ChatCommand.RemoveMember(client.user, key(), any().user));
        } else if (dice < 94) {
            send(client, chat, new ChatCommand.Leave(client.user, key()));
        } else if (dice < 96) {
            send(client, chat, new ChatCommand.Rename(client.user, key(), "Mantua " + keys));
        } else {
            client.disconnected();
        }
    }

    private void send(Client client, ChatId chat, ChatCommand command) {
        client.outbox.send(new Sending(chat, command, keys));
    }

    private MessageKey key() {
        return Given.key("k" + ++keys);
    }

    private Client any() {
        return world.clients.get(world.random.nextInt(world.clients.size()));
    }
}
