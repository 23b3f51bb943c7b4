package parley.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.HttpsConnectionContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.tls.ListenerTls;

/**
 * TLS of the HTTP API's connections. A handshake that takes too long is ended: a client that goes on with it is closed at once, one that says
 * nothing more by {@code idle-timeout}. Thread-safe.
 */
final class HttpsEngines {

    private static final Logger log = LoggerFactory.getLogger(HttpsEngines.class);

    private final ListenerTls tls;
    private final ActorSystem<?> system;

    private HttpsEngines(ListenerTls tls, ActorSystem<?> system) {
        this.tls = tls;
        this.system = system;
    }

    static HttpsConnectionContext context(ListenerTls tls, ActorSystem<?> system) {
        return ConnectionContext.httpsServer(new HttpsEngines(tls, system)::next);
    }

    private SSLEngine next() {
        SSLEngine engine = tls.newEngine();
        var unused = system.scheduler()
                .scheduleOnce(tls.handshakeTimeout(), () -> endIfLate(engine), system.executionContext());
        return engine;
    }

    private void endIfLate(SSLEngine engine) {
        if (ListenerTls.isDone(engine)) {
            return;
        }
        if (engine.isInboundDone() || engine.isOutboundDone()) {
            tls.countFailed();
            return;
        }
        tls.countLate();
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException withoutGoodbye) {
            log.debug("handshake late cause={}", withoutGoodbye.getMessage());
        }
    }
}
