package parley.engine.simulation;

import java.time.Duration;
import java.util.List;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatState;
import parley.engine.fakes.Given;
import parley.engine.id.ChatId;
import parley.engine.simulation.Client.Sending;

/** Long after all troubles: what is sent now is pushed to everybody, soon, and nobody has to ask. */
final class Calm {

    /** In which chats start, also where leases must be waited for, and all connections are told to their sessions again. */
    private static final Duration BEFORE = Duration.ofSeconds(75);

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int POSTS = 3;

    private final World world;

    Calm(World world) {
        this.world = world;
    }

    void play() {
        world.trace("calm");
        world.chatIds.forEach(chat -> send(chat, membersOf(chat), "before-" + chat.local()));
        world.timeline.run(BEFORE, world::isOver);
        world.continuity.calm();
        world.deliveries.calm();
        for (int i = 0; i < POSTS && !world.isOver(); i++) {
            moveSlots();
            ChatId chat = world.chatIds.get(world.random.nextInt(world.chatIds.size()));
            List<Client> members = membersOf(chat);
            if (!members.isEmpty()) {
                long before = members.get(0).view(chat).have();
                send(chat, members, "calm" + i);
                world.timeline.run(SOON, world::isOver);
                // A chat that starts on a new node and finds its rows open adds an entry of its own.
                long seq = Math.max(before + 1, newest(chat));
                members.forEach(member -> require(member, chat, seq));
            }
        }
    }

    /** Some sessions go to another node, where hubs tell them of their connections again; not where hubs may have missed where they were. */
    private void moveSlots() {
        if (world.pushesAreKept && world.random.nextBoolean()) {
            List<Life> members = world.members();
            Life from = members.get(world.random.nextInt(members.size()));
            Life to = members.get(world.random.nextInt(members.size()));
            world.slots.shardsOf(from).forEach(shard -> world.slots.handOff(shard, to));
            world.timeline.run(SOON, world::isOver);
        }
    }

    private long newest(ChatId chat) {
        return world.store.tables.entries(chat.key()).size();
    }

    private List<Client> membersOf(ChatId chat) {
        ChatState state = world.checker.stateUpTo(world.store.tables.entries(chat.key()), Long.MAX_VALUE);
        return world.clients.stream()
                .filter(client -> state.isMember(client.user))
                .toList();
    }

    private void send(ChatId chat, List<Client> members, String key) {
        if (members.isEmpty()) {
            return;
        }
        Client sender = members.get(world.random.nextInt(members.size()));
        long since = sender.view(chat).have();
        ChatCommand.Post post = new ChatCommand.Post(sender.user, Given.key(key), since, "text of " + key);
        sender.outbox.send(new Sending(chat, post, Long.MAX_VALUE));
    }

    private void require(Client member, ChatId chat, long seq) {
        long pushed = world.deliveries.inCalm(member);
        long have = member.view(chat).have();
        if (pushed != seq || have != seq) {
            world.violated("D9", "in calm %s was not pushed %d of %s: %d, has %d", member, seq, chat, pushed, have);
        }
    }
}
