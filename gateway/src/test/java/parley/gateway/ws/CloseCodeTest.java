package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CloseCodeTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d{4})(?:, (\\d{4}))? \\|.*");

    /** 1000 is the client's, and 1002 comes from the frame decoder. */
    @Test
    void isDocumentedAndNoOtherIs() throws IOException {
        Set<Integer> documented = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "protocol.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.add(Integer.valueOf(row.group(1)));
                if (row.group(2) != null) {
                    documented.add(Integer.valueOf(row.group(2)));
                }
            }
        }

        Set<Integer> coded = new TreeSet<>(Set.of(1000, 1002));
        for (CloseCode code : CloseCode.values()) {
            coded.add(code.code());
        }
        assertThat(documented).isEqualTo(coded);
    }
}
