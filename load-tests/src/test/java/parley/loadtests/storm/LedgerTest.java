package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final String CHAT = "g_1";

    private final Ledger ledger = new Ledger();

    @Test
    void findsNothingWrongWhereEverybodyHeardAllInOrder() {
        talk();
        heardBy(1, 1, 2, 3);
        heardBy(2, 1, 2, 3);

        assertThat(ledger.verdict()).isEqualTo(new Ledger.Verdict(3, 6, 0, 0, 0, java.util.List.of()));
        assertThat(ledger.isUpToDate(CHAT, 2)).isTrue();
    }

    @Test
    void whatAMemberNeverHeardIsLostThoughAnotherHeardIt() {
        talk();
        heardBy(1, 1, 2, 3);
        heardBy(2, 1, 3);
        ledger.listens(CHAT, 3);

        Ledger.Verdict verdict = ledger.verdict();

        assertThat(verdict.lost()).isEqualTo(1 + 3);
        assertThat(verdict.isClean()).isFalse();
        assertThat(ledger.isUpToDate(CHAT, 2)).isTrue();
        assertThat(ledger.isUpToDate(CHAT, 3)).isFalse();
    }

    @Test
    void whatHasTwoPlacesInTheChatIsDuplicated() {
        talk();
        heardBy(1, 1, 2, 3);
        ledger.heard(CHAT, 1, word(2), 4);

        assertThat(ledger.verdict().duplicated()).isEqualTo(1);
        assertThat(ledger.verdict().lost()).isZero();
    }

    @Test
    void whatIsHeardAfterSomethingThatWasSaidLaterIsReordered() {
        talk();
        heardBy(1, 1, 3, 2);

        assertThat(ledger.verdict().reordered()).isEqualTo(1);
    }

    @Test
    void whatIsHeardInAnotherPlaceThanItsAckSaidIsReordered() {
        talk();
        ledger.heard(CHAT, 1, word(1), 1);
        ledger.heard(CHAT, 1, word(2), 3);
        ledger.heard(CHAT, 1, word(3), 4);

        assertThat(ledger.verdict().reordered()).isEqualTo(2);
        assertThat(ledger.verdict().lost()).isZero();
    }

    private void talk() {
        for (long seq = 1; seq <= 3; seq++) {
            ledger.acked(CHAT, word(seq), seq);
        }
    }

    private void heardBy(int listener, long... numbers) {
        for (long number : numbers) {
            ledger.heard(CHAT, listener, word(number), number);
        }
    }

    private static Ledger.Word word(long number) {
        return new Ledger.Word(7, number);
    }
}
