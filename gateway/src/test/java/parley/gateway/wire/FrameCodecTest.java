package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

    private static final String DIGEST = "\"0123456789abcdef\"";

    private final FrameCodec codec = new FrameCodec(WireLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "chat: missing | {'type':'send','id':9,'key':'k','since':0,'text':'x'}",
                "chat: missing | {'type':'send','id':9,'chat':null,'key':'k','since':0,'text':'x'}",
                "chat: not a text | {'type':'send','id':9,'chat':1,'key':'k','since':0,'text':'x'}",
                "chat: a character not of [A-Za-z0-9_-] | {'type':'send','id':9,'chat':'g/7','key':'k','since':0,'text':'x'}",
                "chat: not 1 to 64 UTF-16 units | {'type':'send','id':9,'chat':'','key':'k','since':0,'text':'x'}",
                "since: not an integer | {'type':'send','id':9,'chat':'g','key':'k','since':'0','text':'x'}",
                "since: not an integer | {'type':'send','id':9,'chat':'g','key':'k','since':1.0,'text':'x'}",
                "since: not from 0 to 9007199254740991 | {'type':'send','id':9,'chat':'g','key':'k','since':-1,'text':'x'}",
                "since: not from 0 to 9007199254740991 | {'type':'send','id':9,'chat':'g','key':'k','since':9007199254740992,'text':'x'}",
                "since: not from 0 to 9007199254740991 | {'type':'send','id':9,'chat':'g','key':'k','since':99999999999999999999,'text':'x'}",
                "text: not 1 to 8000 UTF-16 units | {'type':'send','id':9,'chat':'g','key':'k','since':0,'text':''}",
                "text: half of a surrogate pair | {'type':'send','id':9,'chat':'g','key':'k','since':0,'text':'a\\ud83c'}",
                "text: half of a surrogate pair | {'type':'send','id':9,'chat':'g','key':'k','since':0,'text':'\\udf39\\ud83c'}",
                "text: not a text | {'type':'send','id':9,'chat':'g','key':'k','since':0,'text':['x']}",
                "on: not true or false | {'type':'typing','id':9,'chat':'g','on':'true'}",
                "users: not a list | {'type':'add_members','id':9,'chat':'g','key':'k','users':'u'}",
                "users: not 1 to 100 elements | {'type':'add_members','id':9,'chat':'g','key':'k','users':[]}",
                "users.1: not a text | {'type':'add_members','id':9,'chat':'g','key':'k','users':['u',2]}",
                "kind: neither direct nor group | {'type':'create_chat','id':9,'key':'k','kind':'channel'}",
                "user: missing | {'type':'create_chat','id':9,'key':'k','kind':'direct','title':'x'}",
                "after: not together with before | {'type':'history','id':9,'chat':'g','after':1,'before':2}",
                "before: not from 1 to 9007199254740991 | {'type':'history','id':9,'chat':'g','before':0}",
                "limit: not from 1 to 200 | {'type':'history','id':9,'chat':'g','limit':201}",
                "version: not from 1 to 1 | {'type':'hello','id':9,'version':2}",
                "digest: not 16 to 16 elements | {'type':'hello','id':9,'version':1,'digest':[]}",
                "chats.0: not an object | {'type':'hello','id':9,'version':1,'chats':['g']}",
                "chats.0.seq: missing | {'type':'hello','id':9,'version':1,'chats':[{'chat':'g'}]}",
                "type: missing | {'id':9}",
                "type: not a text | {'type':7,'id':9}",
            })
    void namesTheFieldThatIsWrongAndEchoesTheId(String message, String frame) {
        FrameCodec.Decoded decoded = codec.decode(frame.replace('\'', '"'));

        assertThat(decoded).isEqualTo(new FrameCodec.Invalid(9L, ErrorCode.BAD_FRAME, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ping'}",
                "{'type':'ping','id':0}",
                "{'type':'ping','id':-1}",
                "{'type':'ping','id':'15'}",
                "{'type':'ping','id':15.5}",
                "{'type':'ping','id':9007199254740992}",
                "{'type':'ping','id':[15]}"
            })
    void refusesARequestWhoseIdCannotBeRead(String frame) {
        FrameCodec.Decoded decoded = codec.decode(frame.replace('\'', '"'));

        assertThat(decoded).isInstanceOfSatisfying(FrameCodec.Invalid.class, invalid -> {
            assertThat(invalid.id()).isNull();
            assertThat(invalid.message()).startsWith("id: ");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "{", "{'type':'ping','id':1}x", "{'type':'ping','id':1,'id':2}", "{'a':01}", "'"
            })
    void refusesWhatIsNotJson(String frame) {
        assertThat(codec.decode(frame.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        FrameCodec.Invalid.class,
                        invalid -> assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_FRAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "true", "\"ping\""})
    void refusesWhatIsNotAnObject(String frame) {
        assertThat(codec.decode(frame))
                .isEqualTo(new FrameCodec.Invalid(null, ErrorCode.BAD_FRAME, "not a JSON object"));
    }

    @Test
    void readsWhatIsNestedSixteenDeepAndRefusesWhatIsDeeper() {
        String inside = "[".repeat(15) + "]".repeat(15);

        assertThat(codec.decode("{\"type\":\"ping\",\"id\":1,\"x\":" + inside + "}"))
                .isInstanceOf(FrameCodec.Valid.class);
        assertThat(codec.decode("{\"type\":\"ping\",\"id\":1,\"x\":[" + inside + "]}"))
                .isInstanceOf(FrameCodec.Invalid.class);
    }

    @Test
    void readsAHugeDepthWithoutBuildingIt() {
        assertThat(codec.decode("[".repeat(60_000))).isInstanceOf(FrameCodec.Invalid.class);
    }

    @Test
    void saysThatATypeIsUnknown() {
        assertThat(codec.decode("{\"type\":\"sing\",\"id\":3}"))
                .isEqualTo(new FrameCodec.Invalid(3L, ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.message()));
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        assertThat(codec.decode("{\"type\":\"ping\",\"id\":3,\"mood\":{\"deep\":[1e400,\"x\"]}}"))
                .isEqualTo(new FrameCodec.Valid(new ClientFrame.Ping(3)));
    }

    @Test
    void takesATextAtItsLimitAndRefusesOneUnitMore() {
        assertThat(codec.decode(send("x".repeat(8_000)))).isInstanceOf(FrameCodec.Valid.class);
        assertThat(codec.decode(send("\uD83C\uDF39".repeat(4_000)))).isInstanceOf(FrameCodec.Valid.class);
        assertThat(codec.decode(send("x".repeat(8_001))))
                .isEqualTo(new FrameCodec.Invalid(9L, ErrorCode.BAD_FRAME, "text: not 1 to 8000 UTF-16 units"));
    }

    @Test
    void takesOnlyDigestsOfSixteenLowerCaseDigits() {
        assertThat(codec.decode(list(DIGEST))).isInstanceOf(FrameCodec.Valid.class);
        assertThat(codec.decode(list("\"0123456789ABCDEF\""))).isInstanceOf(FrameCodec.Invalid.class);
        assertThat(codec.decode(list("\"0123\""))).isInstanceOf(FrameCodec.Invalid.class);
    }

    @Test
    void leavesOutWhatIsNotThere() {
        byte[] done = codec.encode(new ServerFrame.Done(4, null, null));

        assertThat(new String(done, StandardCharsets.UTF_8)).isEqualTo("{\"type\":\"done\",\"id\":4}");
    }

    @Test
    void writesCharactersBeyondTheBasicPlaneAsFourBytes() {
        byte[] frame = codec.encode(new ServerFrame.Resync("\uD83C\uDF39"));

        assertThat(frame).hasSize("{\"type\":\"resync\",\"reason\":\"\"}".length() + 4);
    }

    @Test
    void putsEncodedEntriesIntoAFrame() {
        List<byte[]> entries = List.of(bytes("{\"seq\":1}"), bytes("{\"seq\":2}"));

        byte[] page = codec.encodeWith(new ServerFrame.Page(1, "g", List.of(), 2, 0, true), entries);

        assertThat(new String(page, StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"page\",\"id\":1,\"chat\":\"g\",\"entries\":[{\"seq\":1},{\"seq\":2}],"
                        + "\"seq\":2,\"n\":0,\"end\":true}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String send(String text) {
        return "{\"type\":\"send\",\"id\":9,\"chat\":\"g\",\"key\":\"k\",\"since\":0,\"text\":\"" + text + "\"}";
    }

    private static String list(String hash) {
        return "{\"type\":\"list\",\"id\":9,\"digest\":[" + (hash + ",").repeat(15) + hash + "]}";
    }
}
