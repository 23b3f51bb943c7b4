package parley.loadtests.chaos;

/**
 * One kind of trouble. What happens besides, and how long it takes until all is well again, is the {@link Director}'s business.
 *
 * @param name as it is asked for: lower case, with hyphens
 * @param title what it is, in one line
 * @param gapLimitMillis how long a chat may go without an ack because of it; 0: nothing is promised
 * @param script makes the trouble
 */
record Scenario(String name, String title, long gapLimitMillis, Script script) {

    Scenario(String name, String title, Script script) {
        this(name, title, 0, script);
    }

    /** Makes the trouble, says when it begins, lets it last, and ends it: afterwards nothing of it is left, also when this throws. */
    interface Script {
        void play(Stage stage) throws InterruptedException;
    }
}
