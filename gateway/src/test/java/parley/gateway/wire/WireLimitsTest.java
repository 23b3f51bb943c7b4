package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WireLimitsTest {

    private static final WireLimits LIMITS = WireLimits.DEFAULT;

    private final FrameCodec codec = new FrameCodec(LIMITS);

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(LIMITS.titleUnitsMax(), "{'type':'rename','id':9,'chat':'g','key':'k','title':%s}", "'x'"),
                Arguments.of(LIMITS.tokenUnitsMax(), "{'type':'token','id':9,'token':%s}", "'x'"),
                Arguments.of(LIMITS.usersMax(), "{'type':'add_members','id':9,'chat':'g','key':'k','users':%s}", "'u'"),
                Arguments.of(LIMITS.watchedMax(), "{'type':'watch_presence','id':9,'users':%s}", "'u'"),
                Arguments.of(
                        LIMITS.openChatsMax(),
                        "{'type':'hello','id':9,'version':1,'token':'t','chats':%s}",
                        "{'chat':'g','seq':1}"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void oneMoreThanEachLimitIsRefused(int max, String frame, String element) {
        assertThat(decode(frame, element, max)).isInstanceOf(FrameCodec.Valid.class);
        assertThat(decode(frame, element, max + 1))
                .isInstanceOfSatisfying(
                        FrameCodec.Invalid.class,
                        invalid -> assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_FRAME));
    }

    /** With a text of so many letters, or a list of so many elements. */
    private FrameCodec.Decoded decode(String frame, String element, int count) {
        String value = element.equals("'x'")
                ? "'" + "x".repeat(count) + "'"
                : "[" + String.join(",", Collections.nCopies(count, element)) + "]";
        return codec.decode(frame.formatted(value).replace('\'', '"'));
    }
}
