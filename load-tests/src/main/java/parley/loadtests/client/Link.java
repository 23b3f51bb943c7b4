package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client connected: finds a node, says hello, waits for {@code synced}, watches the connection, and comes back to the next
 * node, with back-off, when it ends. Confined to the client's serial; answers that arrive for an attempt that was given up are told by
 * their number and ignored.
 */
final class Link implements Connection.Owner {

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private static final int NORMAL = 1000;
    private static final int UNAUTHENTICATED = 4001;
    private static final Set<Integer> FINAL_CODES = Set.of(4003, 4006);
    private static final Duration RENEWAL_RETRY = Duration.ofSeconds(10);

    private final ClientRuntime runtime;
    private final HttpApi api;
    private final Serial serial;
    private final Tokens tokens;
    private final Party party;
    private final Backoff backoff;
    private int node;
    private long attempt;
    private long helloId;
    private boolean started;
    private boolean ended;
    private boolean current;
    private String socketUrl = "";
    /** What the server said last of all that was said there. */
    private @Nullable String history;

    private @Nullable Connection connection;
    private @Nullable Pulse pulse;
    private Serial.@Nullable Alarm greetingTimer;

    Link(HttpApi api, Serial serial, Tokens tokens, Party party) {
        this.runtime = api.runtime();
        this.api = api;
        this.serial = serial;
        this.tokens = tokens;
        this.party = party;
        this.backoff = runtime.newBackoff();
    }

    /** Begins to connect; once. */
    void start() {
        if (!started) {
            started = true;
            connect();
        }
    }

    private void connect() {
        if (ended) {
            return;
        }
        long mine = ++attempt;
        greetingTimer = serial.after(runtime.settings().timing().greetingTimeout(), () -> {
            if (mine == attempt && !current) {
                lose(Connection.BROKEN, "no synced in time");
            }
        });
        tokens.fresh().whenComplete((session, failure) -> {
            if (mine == attempt && failure != null) {
                onNoToken(failure);
            } else if (mine == attempt) {
                findSocket(mine);
            }
        });
    }

    /** Sends a frame on the connection, if there is one that is past its welcome. */
    void send(String frame) {
        if (connection != null && pulse != null) {
            pulse.said();
            connection.send(frame);
        }
    }

    /** Something waits for an answer longer than it should: perhaps nobody is there any more. */
    void doubt() {
        if (pulse != null) {
            pulse.probe(runtime.settings().timing().probeTimeout());
        }
    }

    /** Leaves this node after a while, and goes to the next without back-off. */
    void moveAfter(Duration wait) {
        long mine = attempt;
        serial.after(wait, () -> {
            if (mine == attempt && !ended) {
                leave(NORMAL, "asked to move");
                party.onDown(NORMAL, "asked to move");
                connect();
            }
        });
    }

    /** Cuts the connection, as a network would. */
    void cut() {
        if (!ended && connection != null) {
            connection.abort("cut by the client");
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

    private void onNoToken(Throwable failure) {
        if (HttpApi.isCode(failure, "unauthenticated")) {
            end(UNAUTHENTICATED, "the refresh token is refused");
        } else {
            lose(Connection.BROKEN, Failures.unwrap(failure).toString());
        }
    }

    private void findSocket(long mine) {
        api.startingAt(node)
                .socketUrl()
                .whenCompleteAsync(
                        (url, failure) -> {
                            if (mine == attempt && failure != null) {
                                lose(Connection.BROKEN, Failures.unwrap(failure).toString());
                            } else if (mine == attempt) {
                                open(url);
                            }
                        },
                        serial);
    }

    private void open(String url) {
        socketUrl = url;
        Connection opening = new Connection(
                serial,
                api.tap().connecting(url),
                this,
                runtime.settings().limits().outgoingMax());
        connection = opening;
        opening.open(runtime.network(), URI.create(url));
    }

    @Override
    public void onOpened(Connection opened) {
        helloId = party.nextId();
        ObjectNode hello = party.hello();
        hello.put("token", tokens.session().accessToken());
        opened.send(Frames.withId(hello, helloId));
    }

    @Override
    public void onFrame(Connection from, String text) {
        if (pulse != null) {
            pulse.heard();
        }
        try {
            JsonNode frame = Frames.read(text);
            dispatch(Frames.text(frame, "type"), frame);
        } catch (WireException e) {
            log.warn("frame unreadable user={} reason={}", tokens.session().user(), e.getMessage());
            from.close(1002, "unreadable frame");
        }
    }

    private void dispatch(String type, JsonNode frame) {
        boolean mine = helloId != 0 && frame.path("id").asLong() == helloId;
        if (mine && type.equals("welcome")) {
            onWelcome(Frames.as(frame, Answers.Welcome.class));
        } else if (mine && type.equals("error")) {
            onHelloRefused(WireException.ofError(frame));
        } else {
            party.onFrame(type, frame);
            if (type.equals("synced") && !current) {
                onSynced();
            }
        }
    }

    private void onWelcome(Answers.Welcome welcome) {
        String before = history;
        history = welcome.history();
        if (before != null && !before.equals(history)) {
            party.onOtherHistory();
            leave(NORMAL, "another history");
            party.onDown(NORMAL, "another history");
            connect();
            return;
        }
        Pulse watch = new Pulse(
                serial,
                Duration.ofMillis(welcome.heartbeatMs()),
                () -> send(Frames.withId(Frames.frame("ping"), party.nextId())),
                () -> lose(Connection.BROKEN, "nothing heard for too long"));
        pulse = watch;
        watch.start();
        party.onWelcome(welcome);
    }

    private void onHelloRefused(WireException refusal) {
        lose(
                refusal.code().equals("unauthenticated") ? UNAUTHENTICATED : Connection.BROKEN,
                String.valueOf(refusal.getMessage()));
    }

    private void onSynced() {
        current = true;
        backoff.reset();
        cancelGreeting();
        renewLater(attempt, tokens.untilRenewal());
        party.onCurrent(socketUrl);
    }

    private void renewLater(long mine, Duration wait) {
        serial.after(wait, () -> {
            if (mine != attempt || ended) {
                return;
            }
            tokens.renew().whenComplete((session, failure) -> {
                if (mine != attempt || ended) {
                    return;
                }
                if (failure == null) {
                    party.onRenewed(session.accessToken());
                }
                Duration again = failure == null ? tokens.untilRenewal() : RENEWAL_RETRY;
                renewLater(mine, again.compareTo(RENEWAL_RETRY) < 0 ? RENEWAL_RETRY : again);
            });
        });
    }

    @Override
    public void onClosed(Connection closed, int code, String reason) {
        if (closed == connection) {
            lose(code, reason);
        }
    }

    private void lose(int code, String reason) {
        leave(NORMAL, "giving up");
        party.onDown(code, reason);
        if (ended) {
            return;
        }
        if (FINAL_CODES.contains(code)) {
            end(code, reason);
            return;
        }
        if (code == UNAUTHENTICATED) {
            tokens.refuse();
        }
        long mine = attempt;
        serial.after(backoff.next(), () -> {
            if (mine == attempt) {
                connect();
            }
        });
    }

    private void leave(int code, String reason) {
        attempt++;
        node++;
        current = false;
        helloId = 0;
        cancelGreeting();
        if (pulse != null) {
            pulse.stop();
            pulse = null;
        }
        Connection left = connection;
        connection = null;
        if (left != null) {
            left.close(code, reason);
        }
    }

    private void cancelGreeting() {
        if (greetingTimer != null) {
            greetingTimer.cancel();
        }
    }
}
