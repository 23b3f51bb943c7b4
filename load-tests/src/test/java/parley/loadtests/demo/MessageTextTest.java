package parley.loadtests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MessageTextTest {

    @Test
    void leavesAShortTextAlone() {
        assertThat(MessageText.split("But soft", 8)).containsExactly("But soft");
    }

    @Test
    void cutsAtSpacesAndLineEnds() {
        assertThat(MessageText.split("one two\nthree four", 9)).containsExactly("one two", "three", "four");
    }

    @Test
    void neverCutsWithinACharacter() {
        assertThat(MessageText.split("ab\uD83D\uDE00cd", 3)).containsExactly("ab", "\uD83D\uDE00c", "d");
    }

    @Test
    void cutsTextOfTheLargestMessageIntoOne() {
        String largest = "x".repeat(MessageText.UNITS_MAX);

        assertThat(MessageText.split(largest, MessageText.UNITS_MAX)).containsExactly(largest);
        assertThat(MessageText.split(largest + "y", MessageText.UNITS_MAX)).containsExactly(largest, "y");
    }
}
