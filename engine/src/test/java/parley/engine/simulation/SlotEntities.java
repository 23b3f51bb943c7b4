package parley.engine.simulation;

import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Props;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import parley.engine.session.SessionDoor;
import parley.engine.session.SessionServices;
import parley.engine.session.SessionSettings;
import parley.engine.session.SlotProtocol;

/** Slots, in a few shards. */
final class SlotEntities implements Sharding.Entities<SlotProtocol.Message> {

    private static final int SHARDS = 4;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SessionSettings settings;

    SlotEntities(Duration recheck) {
        settings = settings(recheck);
    }

    /** How many lists were told as sessions knew them, without the store. */
    long listsFromMemory() {
        return (long) meters.counter("parley.session.lists", "from", "memory", "why", "known")
                .count();
    }

    /** Small, so that all limits are met. */
    private static SessionSettings settings(Duration recheck) {
        return SessionSettings.from(ConfigFactory.parseString("list-reads-in-flight-max = 2, list-page-rows = 1,"
                        + " proven-entries-max = " + Continuity.PROVEN_ENTRIES_MAX + ", recheck = "
                        + recheck.toSeconds() + "s")
                .withFallback(ConfigFactory.load().getConfig("parley.engine.session")));
    }

    @Override
    public Behavior<SlotProtocol.Message> create(Life life, String id, String shard) {
        life.world.trace("%s starts slot %s", life, id);
        SessionServices services = SessionServices.of(
                life.stores, life.engine, new Frames(), life.fanOut, life.engine, life.clock(), settings, meters);
        return SessionDoor.slot(Integer.parseInt(id), services, settings);
    }

    @Override
    public SlotProtocol.Message stop() {
        return SessionDoor.stop();
    }

    @Override
    public String shardOf(String id) {
        return Integer.toString(Integer.parseInt(id) % SHARDS);
    }

    /** What a slot does wrong on two nodes at once, clients make up for. */
    @Override
    public boolean leased() {
        return false;
    }

    @Override
    public Props props() {
        return MailboxSelector.fromConfig("parley.engine.session.slot-mailbox");
    }
}
