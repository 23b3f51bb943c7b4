package parley.system.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents for app teams show of code is code that is somewhere run. */
class DocumentedCodeTest {

    private static final List<DocumentedCode> ALL = DocumentedCode.all();

    @Test
    void eachBlockSaysWhichFileItIs() {
        assertThat(ALL).hasSizeGreaterThan(10);
        assertThat(ALL.stream().filter(code -> code.file().isEmpty()).map(DocumentedCode::place))
                .isEmpty();
    }

    @Test
    void whatIsQuotedStandsWhereItIsFrom() {
        assertThat(ALL).anyMatch(DocumentedCode::isQuoted);
        assertThat(ALL.stream()
                        .filter(code -> code.isQuoted() && !code.isQuotedRightly())
                        .map(DocumentedCode::place))
                .isEmpty();
    }

    /** They are in one folder, as they are for who reads one guide after the other. */
    @Test
    void filesOfReadersHaveNamesOfTheirOwn() {
        assertThat(ALL.stream().filter(code -> !code.isQuoted()).map(DocumentedCode::file))
                .doesNotHaveDuplicates();
    }
}
