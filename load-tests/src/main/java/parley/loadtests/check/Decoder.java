package parley.loadtests.check;

/** Reads what {@link Encoder} wrote. */
final class Decoder {

    /** 0 is a new name, 255 the end; these two are not observations. */
    static final int NAME = 0;

    static final int END = 255;

    static final int CLIENT = 1;
    static final int CONNECT = 2;
    static final int HELLO = 3;
    static final int WELCOME = 4;
    static final int CLOSE = 5;
    static final int ENDED = 6;
    static final int TOLD = 7;
    static final int RESYNC = 8;
    static final int INVOKE = 9;
    static final int OUTCOME = 10;
    static final int DELIVER = 11;
    static final int SHOWN = 12;
    static final int RESTARTED = 13;
    static final int PAGE = 14;
    static final int READING = 15;
    static final int POSITION_SET = 16;
    static final int POSITION_DONE = 17;
    static final int POSITION_SEEN = 18;
    static final int FAULT = 19;
    static final int QUIESCED = 20;
    static final int OBJECTION = 21;
    static final int JOURNAL_CHAT = 22;
    static final int JOURNAL_ROW = 23;

    private Decoder() {}

    /** @throws RuntimeException if there is no such type, or the fields are not those of the type */
    static Observation read(int type, long nanos, Input in) {
        if (type <= RESYNC) {
            return readLink(type, nanos, in);
        }
        return type <= READING ? readLog(type, nanos, in) : readOther(type, nanos, in);
    }

    private static Observation readLink(int type, long nanos, Input in) {
        return switch (type) {
            case CLIENT -> new Observation.Client(nanos, in.small(), in.small());
            case CONNECT -> new Observation.Connect(nanos, in.small(), in.small(), in.small());
            case HELLO -> new Observation.Hello(nanos, in.small(), in.places());
            case WELCOME ->
                new Observation.Welcome(nanos, in.small(), in.choice(Observation.Continuity.values()), in.places());
            case CLOSE -> new Observation.Close(nanos, in.small(), in.small());
            case ENDED -> new Observation.Ended(nanos, in.small());
            case TOLD -> new Observation.Told(nanos, in.small(), in.small(), in.number(), in.number());
            case RESYNC -> new Observation.Resync(nanos, in.small());
            default -> throw unknown(type);
        };
    }

    private static Observation readLog(int type, long nanos, Input in) {
        return switch (type) {
            case INVOKE ->
                new Observation.Invoke(
                        nanos,
                        in.small(),
                        in.small(),
                        in.choice(Observation.Action.values()),
                        in.fingerprint(),
                        in.fingerprint());
            case OUTCOME ->
                new Observation.Outcome(
                        nanos,
                        in.small(),
                        in.small(),
                        in.choice(Observation.Action.values()),
                        in.fingerprint(),
                        in.choice(Observation.Result.values()),
                        in.number(),
                        in.flag(),
                        in.small());
            case DELIVER -> new Observation.Deliver(nanos, in.small(), in.small(), in.entries());
            case SHOWN ->
                new Observation.Shown(nanos, in.small(), in.small(), in.number(), in.fingerprint(), in.fingerprint());
            case RESTARTED -> new Observation.Restarted(nanos, in.small(), in.small(), in.number());
            case PAGE ->
                new Observation.Page(
                        nanos,
                        nanos - in.number(),
                        in.small(),
                        in.small(),
                        in.small(),
                        new Observation.Range(in.choice(Observation.Direction.values()), in.number()),
                        in.entries(),
                        in.number(),
                        in.number(),
                        in.flag());
            case READING ->
                new Observation.Reading(nanos, in.small(), in.small(), in.choice(Observation.Way.values()), in.small());
            default -> throw unknown(type);
        };
    }

    private static Observation readOther(int type, long nanos, Input in) {
        return switch (type) {
            case POSITION_SET -> new Observation.PositionSet(nanos, in.small(), in.small(), in.flag(), in.number());
            case POSITION_DONE -> new Observation.PositionDone(nanos, in.small(), in.small(), in.flag(), in.number());
            case POSITION_SEEN ->
                new Observation.PositionSeen(
                        nanos,
                        nanos - in.number(),
                        in.small(),
                        in.small(),
                        in.small(),
                        in.small(),
                        in.choice(Observation.Source.values()),
                        in.number(),
                        in.number(),
                        in.number());
            case FAULT -> new Observation.Fault(nanos, in.small(), in.flag());
            case QUIESCED -> new Observation.Quiesced(nanos);
            case OBJECTION -> new Observation.Objection(nanos, in.small(), in.text());
            case JOURNAL_CHAT -> new Observation.JournalChat(nanos, in.small());
            case JOURNAL_ROW ->
                new Observation.JournalRow(nanos, in.small(), in.number(), in.flag(), in.fingerprint(), in.entry());
            default -> throw unknown(type);
        };
    }

    private static IllegalArgumentException unknown(int type) {
        return new IllegalArgumentException("type: " + type + " (expected: 1 to " + JOURNAL_ROW + ")");
    }
}
