package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client, from the search for its node to its end: says hello, waits for {@code welcome} and {@code synced}, and watches
 * whether anybody is still there. Confined to the client's serial.
 */
final class Line implements Connection.Owner {

    static final int NORMAL = 1000;
    static final int UNAUTHENTICATED = 4001;

    private static final int BAD_FRAME = 1002;
    private static final Logger log = LoggerFactory.getLogger(Line.class);

    private final HttpApi api;
    private final Serial serial;
    private final Tokens tokens;
    private final Party party;
    private final Keeper keeper;
    private long helloId;
    private boolean current;
    private boolean ended;
    private String socketUrl = "";
    private String tokenSaid = "";

    private @Nullable Connection connection;
    private @Nullable Pulse pulse;
    private Serial.@Nullable Alarm greetingTimer;

    /** Whom a line tells, until it has ended or was closed. What else is heard on it goes to the {@link Party}. */
    interface Keeper {
        void onWelcome(Line line, Answers.Welcome welcome);

        /** The first {@code synced} came. */
        void onCurrent(Line line);

        void onEnded(Line line, int code, String reason);

        /** It has ended since the refresh token is refused. */
        void onSignedOut(Line line);
    }

    Line(HttpApi api, Serial serial, Tokens tokens, Party party, Keeper keeper) {
        this.api = api;
        this.serial = serial;
        this.tokens = tokens;
        this.party = party;
        this.keeper = keeper;
    }

    /** Begins, once; from here to {@code synced} the time is bounded. */
    void open(int node) {
        greetingTimer = serial.after(api.runtime().settings().timing().greetingTimeout(), () -> {
            if (!current) {
                end(Connection.BROKEN, "no synced in time");
            }
        });
        tokens.fresh().whenComplete((session, failure) -> {
            if (ended) {
                return;
            }
            if (failure == null) {
                findSocket(node);
            } else if (HttpApi.isCode(failure, "unauthenticated")) {
                close(NORMAL, "giving up");
                keeper.onSignedOut(this);
            } else {
                end(Connection.BROKEN, textOf(failure));
            }
        });
    }

    private void findSocket(int node) {
        api.startingAt(node)
                .socketUrl()
                .whenCompleteAsync(
                        (url, failure) -> {
                            if (!ended && failure != null) {
                                end(Connection.BROKEN, textOf(failure));
                            } else if (!ended) {
                                connect(url);
                            }
                        },
                        serial);
    }

    private void connect(String url) {
        socketUrl = url;
        Connection opening = new Connection(
                serial,
                api.tap().connecting(url),
                this,
                api.runtime().settings().limits().outgoingMax());
        connection = opening;
        opening.open(api.runtime().network(), URI.create(url));
    }

    private static String textOf(Throwable failure) {
        return Failures.unwrap(failure).toString();
    }

    String socketUrl() {
        return socketUrl;
    }

    /** The access token of its hello. */
    String tokenSaid() {
        return tokenSaid;
    }

    /** Sends a frame, if it is past its welcome. */
    void send(String frame) {
        if (connection != null && pulse != null) {
            pulse.said();
            connection.send(frame);
        }
    }

    /** Something waits for an answer longer than it should: perhaps nobody is there any more. */
    void doubt() {
        if (pulse != null) {
            pulse.probe(api.runtime().settings().timing().probeTimeout());
        }
    }

    /** Cuts the connection, as a network would. */
    void cut() {
        if (connection != null) {
            connection.abort("cut by the client");
        }
    }

    /** Ends it; the keeper hears nothing more. */
    void close(int code, String reason) {
        ended = true;
        if (greetingTimer != null) {
            greetingTimer.cancel();
        }
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

    private void end(int code, String reason) {
        if (!ended) {
            close(NORMAL, "giving up");
            keeper.onEnded(this, code, reason);
        }
    }

    @Override
    public void onOpened(Connection opened) {
        helloId = party.nextId();
        tokenSaid = tokens.session().accessToken();
        ObjectNode hello = party.hello();
        hello.put("token", tokenSaid);
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
            from.close(BAD_FRAME, "unreadable frame");
        }
    }

    private void dispatch(String type, JsonNode frame) {
        boolean mine = helloId != 0 && frame.path("id").asLong() == helloId;
        if (mine && type.equals("welcome")) {
            onWelcome(Frames.as(frame, Answers.Welcome.class));
        } else if (mine && type.equals("error")) {
            WireException refusal = WireException.ofError(frame);
            boolean unauthenticated = refusal.code().equals("unauthenticated");
            end(unauthenticated ? UNAUTHENTICATED : Connection.BROKEN, String.valueOf(refusal.getMessage()));
        } else {
            party.onFrame(type, frame);
            if (type.equals("synced") && !current && !ended) {
                onSynced();
            }
        }
    }

    private void onWelcome(Answers.Welcome welcome) {
        Pulse watch = new Pulse(
                serial,
                Duration.ofMillis(welcome.heartbeatMs()),
                () -> send(Frames.withId(Frames.frame("ping"), party.nextId())),
                () -> end(Connection.BROKEN, "nothing heard for too long"));
        pulse = watch;
        watch.start();
        keeper.onWelcome(this, welcome);
    }

    private void onSynced() {
        current = true;
        if (greetingTimer != null) {
            greetingTimer.cancel();
        }
        keeper.onCurrent(this);
    }

    @Override
    public void onClosed(Connection closed, int code, String reason) {
        end(code, reason);
    }
}
