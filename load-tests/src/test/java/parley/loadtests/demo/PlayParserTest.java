package parley.loadtests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlayParserTest {

    private static final String HEAD = """
            TITLE A Play
            AUTHOR Somebody
            ACT 1
            SCENE 1. A street.
            """;

    @Test
    void readsScenesWithSpeechesEntrancesAndExits() {
        Play play = PlayParser.parse(HEAD + """
                # a remark
                [Enter Ann, Lady Bob]
                ANN. One line.
                LADY BOB. A first verse,
                  and a second.
                [Enter Cy]
                [Exit Ann, Cy]
                LADY BOB. Gone.
                [Exeunt]

                SCENE 2. A room.
                [Enter Cy]
                CY. Alone.
                """);

        assertThat(play.title()).isEqualTo("A Play");
        assertThat(play.scenes()).hasSize(2);
        Play.Scene first = play.scenes().get(0);
        assertThat(first.heading()).isEqualTo("Act 1, Scene 1");
        assertThat(first.place()).isEqualTo("A street.");
        assertThat(first.opening()).containsExactly("Ann", "Lady Bob");
        assertThat(first.cast()).containsExactly("Ann", "Lady Bob", "Cy");
        assertThat(first.beats())
                .containsExactly(
                        new Play.Speech("Ann", "One line."),
                        new Play.Speech("Lady Bob", "A first verse,\nand a second."),
                        new Play.Enter(List.of("Cy")),
                        new Play.Exit(List.of("Ann", "Cy")),
                        new Play.Speech("Lady Bob", "Gone."),
                        new Play.Exit(List.of("Lady Bob")));
    }

    @Test
    void refusesASpeechOfSomebodyWhoIsNotThere() {
        assertThatThrownBy(() -> PlayParser.parse(HEAD + "[Enter Ann]\nBOB. Hello."))
                .isInstanceOf(PlayFormatException.class)
                .hasMessage("line 6: Bob speaks without being on the stage");
    }

    @Test
    void refusesAnExitOfSomebodyWhoLeftBefore() {
        assertThatThrownBy(() -> PlayParser.parse(HEAD + "[Enter Ann]\nANN. Hello.\n[Exit Ann]\n[Exit Ann]"))
                .hasMessage("line 8: Ann leaves without being on the stage");
    }

    @Test
    void refusesALineThatIsNothing() {
        assertThatThrownBy(() -> PlayParser.parse(HEAD + "[Enter Ann]\nhello"))
                .hasMessageStartingWith("line 6: neither a heading");
    }

    @Test
    void refusesASceneWithoutASpeech() {
        assertThatThrownBy(() -> PlayParser.parse(HEAD + "[Enter Ann]"))
                .hasMessageContaining("Act 1, Scene 1 has no speech");
    }

    @Test
    void readsThePlayOfTheDemo() {
        Play play = Demo.play();

        assertThat(play.title()).isEqualTo("Romeo and Juliet");
        assertThat(play.speeches()).isGreaterThanOrEqualTo(600);
        assertThat(play.scenes()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(play.scenes().stream()
                        .flatMap(scene -> scene.cast().stream())
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(24);
    }
}
