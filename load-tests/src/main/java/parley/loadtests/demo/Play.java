package parley.loadtests.demo;

import java.util.List;

/**
 * A play to replay: scenes in which characters enter, speak and leave.
 */
record Play(String title, String author, List<Scene> scenes) {

    /** One thing that happens on the stage. */
    sealed interface Beat {}

    /** A character says something; verses are separated by line ends. */
    record Speech(String character, String text) implements Beat {}

    record Enter(List<String> characters) implements Beat {}

    record Exit(List<String> characters) implements Beat {}

    /**
     * A scene.
     *
     * @param heading such as {@code Act 1, Scene 1}
     * @param opening who is on the stage when it begins
     * @param cast everybody who is on the stage at some time, the opening first
     */
    record Scene(String heading, String place, List<String> opening, List<String> cast, List<Beat> beats) {

        long speeches() {
            return beats.stream().filter(Speech.class::isInstance).count();
        }
    }

    long speeches() {
        return scenes.stream().mapToLong(Scene::speeches).sum();
    }
}
