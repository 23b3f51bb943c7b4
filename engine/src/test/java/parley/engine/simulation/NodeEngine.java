package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import java.util.List;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.ListChange;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;

/** How one process reaches chats and slots, wherever they are. */
final class NodeEngine implements Engine, SlotDoor {

    private final Life life;

    NodeEngine(Life life) {
        this.life = life;
    }

    @Override
    public void tell(ChatId chat, ChatProtocol.Message message) {
        life.world.chats.tell(life, chat.key(), message);
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        tell(Slots.of(user), new SlotProtocol.ToSession(message));
    }

    @Override
    public void tell(int slot, SlotProtocol.Message message) {
        if (message instanceof SlotProtocol.BecomeUnsure unsure && life.world.breaks(Break.UNSURE_FORGOTTEN, true)) {
            unsure.replyTo().tell(new SlotProtocol.ToldUnsure(unsure.slot(), unsure.id()));
        } else {
            life.world.slots.tell(life, Integer.toString(slot), message);
        }
    }

    @Override
    public void push(List<UserId> users, byte[] frame) {
        life.fanOut.tell(new FanOutProtocol.Publish(users, frame, ListChange.NONE));
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> hub) {
        life.fanOut.tell(new FanOutProtocol.HubStarted(hub));
    }
}
