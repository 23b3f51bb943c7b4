package parley.gateway.ws;

import parley.engine.client.HubProtocol;
import parley.gateway.ws.Request.Outcome;

/**
 * One answer in which a list follows in pages. What comes from another node may be lost, and a client that is told {@code synced}
 * must have all of it. Confined to the connection's event loop.
 */
final class ListParts {

    private final Answers answers;
    private boolean begun;
    private int rows;

    ListParts(Answers answers) {
        this.answers = answers;
    }

    /** Pages follow; those of an earlier try, if there was one, are over. */
    void begin() {
        begun = true;
        rows = 0;
    }

    Outcome on(HubProtocol.Reply reply) {
        if (!(reply instanceof HubProtocol.ListPage page)) {
            return Outcome.UNEXPECTED;
        }
        if (!begun || (page.before() != null && page.before() != rows)) {
            return Outcome.TORN;
        }
        rows += page.rows().size();
        return answers.listPage(page);
    }
}
