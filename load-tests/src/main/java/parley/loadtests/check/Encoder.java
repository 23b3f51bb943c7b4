package parley.loadtests.check;

/**
 * Writes an observation's fields, in the order of its components; its time as the nanoseconds since the one before. The one dispatch over all
 * kinds of observation, and the inverse of {@link Decoder}.
 */
final class Encoder {

    private Encoder() {}

    /** Writes the type and the fields. */
    static void write(Observation observation, Output to, long sinceLast) {
        if (!writeLink(observation, to, sinceLast)
                && !writeSend(observation, to, sinceLast)
                && !writeLog(observation, to, sinceLast)
                && !writeOther(observation, to, sinceLast)) {
            throw new IllegalStateException("an observation that nobody writes: " + observation.getClass());
        }
    }

    /** What happens to connections. Returns false if it is something else. */
    private static boolean writeLink(Observation observation, Output to, long sinceLast) {
        if (observation instanceof Observation.Client it) {
            to.number(Decoder.CLIENT).number(sinceLast).number(it.client()).number(it.user());
        } else if (observation instanceof Observation.Connect it) {
            to.number(Decoder.CONNECT)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.client())
                    .number(it.socket());
        } else if (observation instanceof Observation.Hello it) {
            to.number(Decoder.HELLO).number(sinceLast).number(it.connection()).places(it.chats());
        } else if (observation instanceof Observation.Welcome it) {
            to.number(Decoder.WELCOME)
                    .number(sinceLast)
                    .number(it.connection())
                    .choice(it.continuity())
                    .places(it.chats());
        } else if (observation instanceof Observation.Close it) {
            to.number(Decoder.CLOSE).number(sinceLast).number(it.connection()).number(it.code());
        } else if (observation instanceof Observation.Ended it) {
            to.number(Decoder.ENDED).number(sinceLast).number(it.client());
        } else if (observation instanceof Observation.Told it) {
            to.number(Decoder.TOLD)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .number(it.seq())
                    .number(it.n());
        } else if (observation instanceof Observation.Resync it) {
            to.number(Decoder.RESYNC).number(sinceLast).number(it.connection());
        } else {
            return false;
        }
        return true;
    }

    /** What clients ask for. Returns false if it is something else. */
    private static boolean writeSend(Observation observation, Output to, long sinceLast) {
        if (observation instanceof Observation.Invoke it) {
            to.number(Decoder.INVOKE)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .choice(it.action())
                    .fingerprint(it.key())
                    .fingerprint(it.body());
        } else if (observation instanceof Observation.Outcome it) {
            to.number(Decoder.OUTCOME)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .choice(it.action())
                    .fingerprint(it.key())
                    .choice(it.result())
                    .number(it.seq())
                    .flag(it.duplicate())
                    .number(it.code());
        } else {
            return false;
        }
        return true;
    }

    /** What happens to logs. Returns false if it is something else. */
    private static boolean writeLog(Observation observation, Output to, long sinceLast) {
        if (observation instanceof Observation.Deliver it) {
            to.number(Decoder.DELIVER)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .entries(it.entries());
        } else if (observation instanceof Observation.Shown it) {
            to.number(Decoder.SHOWN)
                    .number(sinceLast)
                    .number(it.client())
                    .number(it.chat())
                    .number(it.seq())
                    .fingerprint(it.key())
                    .fingerprint(it.body());
        } else if (observation instanceof Observation.Restarted it) {
            to.number(Decoder.RESTARTED)
                    .number(sinceLast)
                    .number(it.client())
                    .number(it.chat())
                    .number(it.afterSeq());
        } else if (observation instanceof Observation.Page it) {
            to.number(Decoder.PAGE)
                    .number(sinceLast)
                    .number(it.nanos() - it.askedNanos())
                    .number(it.client())
                    .number(it.connection())
                    .number(it.chat())
                    .choice(it.range().direction())
                    .number(it.range().cursor())
                    .entries(it.entries())
                    .number(it.seq())
                    .number(it.n())
                    .flag(it.end());
        } else if (observation instanceof Observation.Reading it) {
            to.number(Decoder.READING)
                    .number(sinceLast)
                    .number(it.client())
                    .number(it.chat())
                    .choice(it.way())
                    .number(it.node());
        } else {
            return false;
        }
        return true;
    }

    /** Positions, marks, the journal. Returns false if it is something else. */
    private static boolean writeOther(Observation observation, Output to, long sinceLast) {
        if (observation instanceof Observation.PositionSet it) {
            to.number(Decoder.POSITION_SET)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .flag(it.read())
                    .number(it.seq());
        } else if (observation instanceof Observation.PositionDone it) {
            to.number(Decoder.POSITION_DONE)
                    .number(sinceLast)
                    .number(it.connection())
                    .number(it.chat())
                    .flag(it.read())
                    .number(it.seq());
        } else if (observation instanceof Observation.PositionSeen it) {
            to.number(Decoder.POSITION_SEEN)
                    .number(sinceLast)
                    .number(it.nanos() - it.askedNanos())
                    .number(it.client())
                    .number(it.connection())
                    .number(it.chat())
                    .number(it.user())
                    .choice(it.source())
                    .number(it.delivered())
                    .number(it.read())
                    .number(it.n());
        } else if (observation instanceof Observation.Fault it) {
            to.number(Decoder.FAULT).number(sinceLast).number(it.name()).flag(it.begins());
        } else if (observation instanceof Observation.Quiesced) {
            to.number(Decoder.QUIESCED).number(sinceLast);
        } else if (observation instanceof Observation.Objection it) {
            to.number(Decoder.OBJECTION).number(sinceLast).number(it.client()).text(it.what());
        } else if (observation instanceof Observation.JournalChat it) {
            to.number(Decoder.JOURNAL_CHAT).number(sinceLast).number(it.chat());
        } else if (observation instanceof Observation.JournalRow it) {
            to.number(Decoder.JOURNAL_ROW)
                    .number(sinceLast)
                    .number(it.chat())
                    .number(it.epoch())
                    .flag(it.committed())
                    .fingerprint(it.key())
                    .entry(it.entry());
        } else {
            return false;
        }
        return true;
    }
}
