package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartRequestTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("restart.json");
    }

    @Test
    void isTakenOnce() throws IOException {
        new RestartRequest(2, 4711).write(file);

        assertThat(RestartRequest.take(file)).contains(new RestartRequest(2, 4711));
        assertThat(RestartRequest.take(file)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsNoRequestIsTakenAwayAndNothingElse() throws IOException {
        Files.writeString(file, "restart all of them");

        assertThat(RestartRequest.take(file)).isEmpty();
        assertThat(file).doesNotExist();
    }
}
