package parley.system.planted;

import java.util.List;
import java.util.function.Supplier;

/** The bugs that can be planted, and where. Classes and methods by name: none may be loaded before the agent is there. */
@SuppressWarnings("ImmutableEnumChecker") // the suppliers are constructors, the lists List.of
enum PlantedBug {
    ACK_BEFORE_PERSIST(AckBeforePersist::new, "parley.persistence.journal.CassandraJournal.doAsyncWriteMessages"),
    KEYS_FORGOTTEN(KeysForgotten::new, "parley.engine.chat.ChatLog.onCommit"),
    REMOVED_MEMBER_TOLD(RemovedMemberTold::new, "parley.engine.chat.Audience.of"),
    DELIVERY_DROPPED(DeliveryDropped::new, "parley.engine.session.UserSession.onDeliver"),
    SEQS_SWAPPED(SeqsSwapped::new, "parley.engine.session.UserSession.onDeliver"),
    POSITION_BACK(PositionBack::new, "parley.engine.chat.ReceiptBook.startFlush"),
    ZOMBIE_ACKS(
            ZombieAcks::new,
            ZombieAcks.HOLDS,
            "parley.engine.lease.NodeLease$Term.hasRunOut",
            "parley.engine.lease.NodeLease.end",
            "parley.engine.lease.NodeLease.endForGood"),
    CONTINUITY_IGNORED(ContinuityIgnored::new, "parley.engine.session.SessionLists.answer");

    private final Supplier<Bug> made;
    private final List<String> sites;

    PlantedBug(Supplier<Bug> made, String... sites) {
        this.made = made;
        this.sites = List.of(sites);
    }

    Bug make() {
        return made.get();
    }

    List<String> sites() {
        return sites;
    }
}
