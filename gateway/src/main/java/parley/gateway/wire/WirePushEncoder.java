package parley.gateway.wire;

import java.time.Clock;
import java.util.List;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.PushEncoder;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/** The engine's pushes as wire frames. Thread-safe. */
public final class WirePushEncoder implements PushEncoder {

    private final FrameCodec codec;
    private final Clock clock;

    public WirePushEncoder(FrameCodec codec, Clock clock) {
        this.codec = codec;
        this.clock = clock;
    }

    @Override
    public byte[] entry(StoredEntry entry) {
        return codec.encode(EngineFrames.entry(entry));
    }

    @Override
    public byte[] entries(ChatId chat, List<byte[]> entries) {
        return codec.encodeWith(new ServerFrame.Entries(chat.local(), List.of()), entries);
    }

    @Override
    public byte[] receipt(ChatId chat, UserId user, long deliveredSeq, long readSeq) {
        return codec.encode(new ServerFrame.Receipt(chat.local(), user.local(), deliveredSeq, readSeq));
    }

    @Override
    public byte[] typing(ChatId chat, UserId user, boolean on) {
        return codec.encode(new ServerFrame.Typing(chat.local(), user.local(), on));
    }

    @Override
    public byte[] position(ChatId chat, Position read) {
        return codec.encode(new ServerFrame.Position(chat.local(), EngineFrames.position(read)));
    }

    @Override
    public byte[] presence(List<PresenceState> states) {
        return codec.encode(new ServerFrame.Presence(
                null, states.stream().map(EngineFrames::presence).toList()));
    }

    @Override
    public byte[] positions(List<ChatPosition> positions) {
        List<ServerFrame.ChatPosition> wire = positions.stream()
                .map(each -> new ServerFrame.ChatPosition(
                        each.chat().local(),
                        each.newest().seq(),
                        each.newest().messages(),
                        EngineFrames.position(each.read())))
                .toList();
        return codec.encode(new ServerFrame.Heartbeat(clock.millis(), wire));
    }
}
