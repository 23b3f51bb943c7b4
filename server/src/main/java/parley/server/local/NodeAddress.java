package parley.server.local;

/** Where a node of a local cluster listens. */
record NodeAddress(int index, Place place, int http, int ws, int artery, int management) {

    String name() {
        return "node " + index;
    }

    String httpUrl() {
        return "http://" + place.host() + ":" + http;
    }

    String wsUrl() {
        return "ws://" + place.host() + ":" + ws;
    }

    String arteryUrl() {
        return "akka://parley@" + place.host() + ":" + artery;
    }

    String managementUrl() {
        return "http://" + place.host() + ":" + management;
    }
}
