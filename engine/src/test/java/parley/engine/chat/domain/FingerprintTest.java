package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.group;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;
import static parley.engine.fakes.Given.rename;

import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void isForEver() {
        assertThat(Fingerprint.of(post(ANN, "k", 0))).isEqualTo(-989_047_146);
        assertThat(Fingerprint.of(group("k", ANN))).isEqualTo(-1_352_294_148);
        assertThat(Fingerprint.of(add(ANN, "k", BOB))).isEqualTo(96_417);
        assertThat(Fingerprint.of(remove(ANN, "k", BOB))).isEqualTo(1_202_816_680);
        assertThat(Fingerprint.of(leave(ANN, "k"))).isEqualTo(102_846_135);
        assertThat(Fingerprint.of(rename(ANN, "k", "Mantua"))).isEqualTo(-905_214_263);
    }

    @Test
    void isOfWhatIsAskedNotOfWhoAsksAndWhen() {
        assertThat(Fingerprint.of(
                        new ChatCommand.Post(BOB, post(ANN, "other", 9).key(), 9, "text of k")))
                .isEqualTo(Fingerprint.of(post(ANN, "k", 0)));
        assertThat(Fingerprint.of(remove(ANN, "k", BOB))).isNotEqualTo(Fingerprint.of(remove(ANN, "k", CY)));
        assertThat(Fingerprint.of(rename(ANN, "k", "a"))).isNotEqualTo(Fingerprint.of(rename(ANN, "k", "b")));
    }
}
