package parley.persistence.journal;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.persistence.PersistentRepr;
import akka.serialization.Serialization;
import akka.serialization.Serialization$;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.journal.Epoch;
import parley.engine.journal.JournalEntry;

/** Turns what is persisted into rows and back, with the serializers that Akka is configured with. Thread-safe. */
final class LogRowCodec {

    private final ExtendedActorSystem system;
    private final Serialization serialization;

    LogRowCodec(ActorSystem system) {
        this.system = (ExtendedActorSystem) system;
        this.serialization = SerializationExtension.get(system);
    }

    /** @throws RuntimeException as the serializer does, when the payload cannot be stored */
    LogRow encode(PersistentRepr persistent) {
        Object payload = persistent.payload();
        if (payload instanceof JournalEntry entry) {
            return row(persistent.sequenceNr(), entry, entry.event(), null);
        }
        return row(persistent.sequenceNr(), null, payload, persistent);
    }

    private LogRow row(long seq, @Nullable JournalEntry entry, Object stored, @Nullable PersistentRepr envelope) {
        Serializer serializer = serialization.findSerializerFor(stored);
        byte[] body = Serialization$.MODULE$.withTransportInformation(system, () -> serializer.toBinary(stored));
        return new LogRow(
                seq,
                entry == null ? Epoch.NONE : entry.epoch(),
                entry == null ? Epoch.NONE : entry.previousEpoch(),
                entry == null ? 0 : entry.messages(),
                serializer.identifier(),
                Serializers.manifestFor(serializer, stored),
                ByteBuffer.wrap(body),
                envelope == null ? null : envelope.writerUuid(),
                envelope == null ? null : envelope.manifest());
    }

    PersistentRepr decode(String persistenceId, LogRow row) {
        Object payload = row.isChatEntry() ? decodeEntry(row) : decodeBody(row);
        return PersistentRepr.apply(
                payload,
                row.seq(),
                persistenceId,
                row.adapterManifest() == null ? PersistentRepr.Undefined() : row.adapterManifest(),
                false,
                ActorRef.noSender(),
                row.writer() == null ? PersistentRepr.Undefined() : row.writer());
    }

    JournalEntry decodeEntry(LogRow row) {
        return new JournalEntry(row.epoch(), row.previousEpoch(), row.messages(), (ChatEvent) decodeBody(row));
    }

    private Object decodeBody(LogRow row) {
        byte[] bytes = new byte[row.body().remaining()];
        row.body().duplicate().get(bytes);
        return serialization
                .deserialize(bytes, row.serializer(), row.manifest())
                .get();
    }
}
