package parley.system.browser;

/** Serves the client from its sources on the scripted server, for trying a change with the next reload of the page. */
final class FakeParleyMain {

    private FakeParleyMain() {}

    public static void main(String[] arguments) {
        var server = new FakeParley(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0);
        System.out.println(server.address());
    }
}
