package parley.loadtests.vandal;

/**
 * What an attack got.
 *
 * @param expected what it should have got, in words
 * @param fine whether it was that
 */
public record Outcome(String attack, String expected, String got, boolean fine) {

    @Override
    public String toString() {
        return attack + ": " + got + (fine ? "" : " (expected: " + expected + ")");
    }
}
