package parley.loadtests.demo;

/** A line of a play that is not in the format that {@link PlayParser} reads. */
final class PlayFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlayFormatException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
