package parley.server.local;

/** Where a node of a local cluster listens, all on the loopback. */
record NodeAddress(int index, int http, int ws, int artery, int management) {

    static final String HOST = "127.0.0.1";

    String name() {
        return "node " + index;
    }

    String httpUrl() {
        return "http://" + HOST + ":" + http;
    }

    String wsUrl() {
        return "ws://" + HOST + ":" + ws;
    }

    String arteryUrl() {
        return "akka://parley@" + HOST + ":" + artery;
    }

    String managementUrl() {
        return "http://" + HOST + ":" + management;
    }
}
