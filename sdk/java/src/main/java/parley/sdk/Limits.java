package parley.sdk;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How much of what the server takes, under the names of {@code GET /v1/config}; as documented until the server's own are known. Texts are
 * counted in UTF-16 units.
 */
public record Limits(
        int textUnits, int titleUnits, int usersPerFrame, int watchedUsers, int openChats, int pageEntries) {

    static final Limits DOCUMENTED = new Limits(8_000, 100, 100, 200, 100, 200);

    /** What the server says, and the documented limit where it says nothing. */
    static Limits of(JsonNode told) {
        return new Limits(
                told.path("textUnits").asInt(DOCUMENTED.textUnits),
                told.path("titleUnits").asInt(DOCUMENTED.titleUnits),
                told.path("usersPerFrame").asInt(DOCUMENTED.usersPerFrame),
                told.path("watchedUsers").asInt(DOCUMENTED.watchedUsers),
                told.path("openChats").asInt(DOCUMENTED.openChats),
                told.path("pageEntries").asInt(DOCUMENTED.pageEntries));
    }
}
