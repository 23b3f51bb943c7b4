package parley.gateway.ws;

/** How much one connection says, and how much of it is nonsense. Confined to the connection's event loop. */
final class TrafficGuard {

    enum Verdict {
        ADMITTED,
        LIMITED,
        /** It was limited for long, and did not stop. */
        FLOOD
    }

    private final Surroundings around;
    private SocketSettings.Traffic settings;
    private long framesPaidAt;
    private long floodPaidAt;
    private long invitationsPaidAt;
    private int badInARow;

    TrafficGuard(Surroundings around) {
        this.around = around;
        this.settings = around.settings().traffic();
        fill();
    }

    /** Counts one frame, or part of one. */
    Verdict admit() {
        around.counters().framesIn.increment();
        lookAtSettings();
        long now = now();
        if (!settings.frames().isEmpty(framesPaidAt, now)) {
            framesPaidAt = settings.frames().taken(framesPaidAt, now);
            return Verdict.ADMITTED;
        }
        around.counters().rateLimited.increment();
        around.counters().limits.frames.increment();
        if (settings.flood().isEmpty(floodPaidAt, now)) {
            return Verdict.FLOOD;
        }
        floodPaidAt = settings.flood().taken(floodPaidAt, now);
        return Verdict.LIMITED;
    }

    /** A frame that puts people into chats. */
    boolean admitInvitation() {
        long now = now();
        if (settings.invitations().isEmpty(invitationsPaidAt, now)) {
            around.counters().rateLimited.increment();
            around.counters().limits.invitations.increment();
            return false;
        }
        invitationsPaidAt = settings.invitations().taken(invitationsPaidAt, now);
        return true;
    }

    /** When something is changed, everybody begins with full buckets. */
    private void lookAtSettings() {
        SocketSettings.Traffic now = around.settings().traffic();
        if (!now.equals(settings)) {
            settings = now;
            fill();
        }
    }

    private void fill() {
        long now = now();
        framesPaidAt = now;
        floodPaidAt = now;
        invitationsPaidAt = now;
    }

    long invitationRetryAfterMs() {
        return settings.invitations().retryAfterMs(invitationsPaidAt, now());
    }

    long retryAfterMs() {
        return settings.frames().retryAfterMs(framesPaidAt, now());
    }

    void goodFrame() {
        badInARow = 0;
    }

    boolean isBadFrameTooMany() {
        around.counters().badFrames.increment();
        badInARow++;
        return badInARow >= around.settings().traffic().badFramesMax();
    }

    private long now() {
        return around.time().nanoTime().getAsLong();
    }
}
