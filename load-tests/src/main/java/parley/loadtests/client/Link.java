package parley.loadtests.client;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client connected: opens a {@link Line}, and the one to the next node, with back-off, when it ends. A node that asks to be left is
 * left when the next one has welcomed the client; until then what comes is taken in and what is asked goes there. What has no answer then is
 * asked again on the next line. Confined to the client's serial.
 */
final class Link implements Line.Keeper {

    private static final int REVOKED = 4003;
    private static final Set<Integer> FINAL_CODES = Set.of(REVOKED, 4006);
    private static final Duration RENEWAL_RETRY = Duration.ofSeconds(10);

    private final HttpApi api;
    private final Serial serial;
    private final Tokens tokens;
    private final Party party;
    private final Backoff backoff;
    private int node;
    private boolean started;
    private boolean ended;
    /** What the server said last of all that was said there. */
    private @Nullable String history;

    private @Nullable Line line;
    /** What the line is to be followed by when the node asked to be left. */
    private @Nullable Line next;

    Link(HttpApi api, Serial serial, Tokens tokens, Party party) {
        this.api = api;
        this.serial = serial;
        this.tokens = tokens;
        this.party = party;
        this.backoff = api.runtime().newBackoff();
    }

    /** Begins to connect; once. */
    void start() {
        if (!started) {
            started = true;
            connect();
        }
    }

    private void connect() {
        if (!ended && line == null) {
            Line opening = new Line(api, serial, tokens, party, this);
            line = opening;
            opening.open(node++);
        }
    }

    /** Sends a frame on the line, if there is one that is past its welcome. */
    void send(String frame) {
        if (line != null) {
            line.send(frame);
        }
    }

    /** Something waits for an answer longer than it should: perhaps nobody is there any more. */
    void doubt() {
        if (line != null) {
            line.doubt();
        }
    }

    /** Goes to the next node after a while, without back-off, and leaves this one when it is welcomed there. */
    void moveAfter(Duration wait) {
        Line asked = line;
        serial.after(wait, () -> move(asked));
    }

    private void move(@Nullable Line from) {
        if (from != null && from == line && next == null) {
            Line opening = new Line(api, serial, tokens, party, this);
            next = opening;
            opening.open(node++);
        }
    }

    /** Where nobody lets this client in, it stays until it is turned away. */
    private void moveLater() {
        Line staying = line;
        serial.after(backoff.next(), () -> move(staying));
    }

    /** Cuts all connections, as a network would. */
    void cut() {
        if (next != null) {
            next.cut();
        }
        if (line != null) {
            line.cut();
        }
    }

    /** Closes for good. */
    void end(int code, String reason) {
        if (!ended) {
            ended = true;
            leave(code, reason);
            party.onEnded(code, reason);
        }
    }

    @Override
    public void onWelcome(Line by, Answers.Welcome welcome) {
        if (by == next) {
            changeOver(by);
        }
        String before = history;
        history = welcome.history();
        if (before != null && !before.equals(history)) {
            party.onOtherHistory();
            leave(Line.NORMAL, "another history");
            party.onDown(Line.NORMAL, "another history");
            connect();
            return;
        }
        party.onWelcome(welcome);
    }

    private void changeOver(Line to) {
        Line left = line;
        line = to;
        next = null;
        if (left != null) {
            left.close(Line.NORMAL, "asked to move");
        }
        party.onDown(Line.NORMAL, "asked to move");
    }

    @Override
    public void onCurrent(Line by) {
        if (by != line) {
            return;
        }
        backoff.reset();
        renewLater(by, tokens.untilRenewal());
        party.onCurrent(by.socketUrl());
        String token = tokens.session().accessToken();
        if (!token.equals(by.tokenSaid())) {
            // Renewed while this line was opened: only the one before heard of it.
            party.onRenewed(token);
        }
    }

    private void renewLater(Line on, Duration wait) {
        serial.after(wait, () -> {
            if (on != line) {
                return;
            }
            tokens.renew().whenComplete((session, failure) -> {
                if (on != line) {
                    return;
                }
                if (failure == null) {
                    party.onRenewed(session.accessToken());
                }
                Duration again = failure == null ? tokens.untilRenewal() : RENEWAL_RETRY;
                renewLater(on, again.compareTo(RENEWAL_RETRY) < 0 ? RENEWAL_RETRY : again);
            });
        });
    }

    @Override
    public void onEnded(Line by, int code, String reason) {
        if (code == Line.UNAUTHENTICATED) {
            tokens.refuse();
        }
        if (by == next && code != REVOKED) {
            next = null;
            moveLater();
        } else if (by == line && next != null && code != REVOKED) {
            // The node did not wait, or the two were more connections than a user may have: the next one is about to
            // welcome the client.
            line = next;
            next = null;
            party.onDown(code, reason);
        } else if (by == line || by == next) {
            lose(code, reason);
        }
    }

    @Override
    public void onSignedOut(Line by) {
        if (by == line) {
            end(Line.UNAUTHENTICATED, "the refresh token is refused");
        } else if (by == next) {
            next = null;
            moveLater();
        }
    }

    private void lose(int code, String reason) {
        leave(Line.NORMAL, "giving up");
        party.onDown(code, reason);
        if (FINAL_CODES.contains(code)) {
            end(code, reason);
            return;
        }
        serial.after(backoff.next(), this::connect);
    }

    private void leave(int code, String reason) {
        Line left = line;
        Line leftToo = next;
        line = null;
        next = null;
        if (left != null) {
            left.close(code, reason);
        }
        if (leftToo != null) {
            leftToo.close(code, reason);
        }
    }
}
