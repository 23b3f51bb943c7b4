package parley.engine.serialization;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.function.Function;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;

/** Ids as text, commands and what sessions are told with names of ours: keeps annotations out of the domain. */
public final class EngineJacksonModule extends SimpleModule {

    public EngineJacksonModule() {
        super("parley-engine");
        text(UserId.class, UserId::key, UserId::ofKey);
        text(ChatId.class, ChatId::key, ChatId::ofKey);
        text(MessageKey.class, MessageKey::value, MessageKey::new);
        text(DeviceId.class, DeviceId::value, DeviceId::new);
        text(TenantId.class, TenantId::value, TenantId::new);
        addSerializer(String.class, new AnyText.Writer());
        addDeserializer(String.class, new AnyText.Reader());
        setMixInAnnotation(ChatCommand.class, NamedCommand.class);
        setMixInAnnotation(SessionProtocol.Message.class, NamedSessionMessage.class);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "create", value = ChatCommand.Create.class),
        @JsonSubTypes.Type(name = "post", value = ChatCommand.Post.class),
        @JsonSubTypes.Type(name = "add", value = ChatCommand.AddMembers.class),
        @JsonSubTypes.Type(name = "remove", value = ChatCommand.RemoveMember.class),
        @JsonSubTypes.Type(name = "leave", value = ChatCommand.Leave.class),
        @JsonSubTypes.Type(name = "rename", value = ChatCommand.Rename.class)
    })
    private interface NamedCommand {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "told")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "register", value = SessionProtocol.Register.class),
        @JsonSubTypes.Type(name = "register-again", value = SessionProtocol.RegisterAgain.class),
        @JsonSubTypes.Type(name = "unregister", value = SessionProtocol.Unregister.class),
        @JsonSubTypes.Type(name = "read-list", value = SessionProtocol.ReadList.class),
        @JsonSubTypes.Type(name = "revoke", value = SessionProtocol.Revoke.class),
        @JsonSubTypes.Type(name = "read-moved", value = SessionProtocol.ReadMoved.class),
        @JsonSubTypes.Type(name = "watch-presence", value = SessionProtocol.WatchPresence.class)
    })
    private interface NamedSessionMessage {}

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new StdSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                generator.writeString(write.apply(value));
            }
        });
        addDeserializer(type, new StdDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return read.apply(parser.getText());
            }
        });
    }
}
