package parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaVersionTest {

    @Test
    void listsExactlyTheFilesThatAreThere() throws Exception {
        Path directory =
                Path.of(SchemaVersion.class.getResource(SchemaVersion.DIRECTORY).toURI());

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(Schema.FILES);
        }
    }

    @Test
    void numbersGrowByOne() {
        assertThat(Schema.released())
                .extracting(SchemaVersion::version)
                .containsExactlyElementsOf(
                        Stream.iterate(1, n -> n + 1).limit(Schema.FILES.size()).toList());
    }

    @Test
    void checksumIgnoresCommentsAndLayout() {
        SchemaVersion plain = SchemaVersion.parse("V001__a.cql", "CREATE TABLE a (k int); CREATE TABLE b (k int);");
        SchemaVersion commented = SchemaVersion.parse(
                "V001__a.cql", "-- why\nCREATE TABLE a\n  (k int);\nCREATE TABLE b (k int); -- that is all\n");

        assertThat(commented).isEqualTo(plain);
        assertThat(plain.statements()).hasSize(2);
    }
}
