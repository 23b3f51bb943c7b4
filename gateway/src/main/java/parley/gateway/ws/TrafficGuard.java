package parley.gateway.ws;

import org.jspecify.annotations.Nullable;

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
    private TokenBucket frames;
    private TokenBucket flood;
    private @Nullable TokenBucket invitations;
    private int badInARow;

    TrafficGuard(Surroundings around) {
        this.around = around;
        this.settings = around.settings().traffic();
        long now = now();
        this.frames = new TokenBucket(settings.framesPerSecond(), settings.framesBurst(), now);
        this.flood = new TokenBucket(settings.floodPerSecond(), settings.floodBurst(), now);
    }

    /** Counts one frame, or part of one. */
    Verdict admit() {
        around.counters().framesIn.increment();
        lookAtSettings();
        if (frames.tryTake(now())) {
            return Verdict.ADMITTED;
        }
        around.counters().rateLimited.increment();
        around.counters().limits.frames.increment();
        return flood.tryTake(now()) ? Verdict.LIMITED : Verdict.FLOOD;
    }

    /** A frame that puts people into chats. Most connections never send one, so the bucket is made with the first. */
    boolean admitInvitation() {
        if (invitations == null) {
            invitations = new TokenBucket(settings.invitationsPerSecond(), settings.invitationsBurst(), now());
        }
        boolean admitted = invitations.tryTake(now());
        if (!admitted) {
            around.counters().rateLimited.increment();
            around.counters().limits.invitations.increment();
        }
        return admitted;
    }

    /** When something is changed, everybody begins with full buckets. */
    private void lookAtSettings() {
        SocketSettings.Traffic now = around.settings().traffic();
        if (!now.equals(settings)) {
            settings = now;
            frames = new TokenBucket(now.framesPerSecond(), now.framesBurst(), now());
            flood = new TokenBucket(now.floodPerSecond(), now.floodBurst(), now());
            invitations = null;
        }
    }

    long invitationRetryAfterMs() {
        return invitations == null ? 0 : invitations.retryAfterMs(now());
    }

    long retryAfterMs() {
        return frames.retryAfterMs(now());
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
