package parley.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void aRecordedSpanIsWrittenAsW3cSaysAndReadAsWhatItIs() {
        String written = Traceparent.of(span(TraceFlags.getSampled()));

        assertThat(written).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        SpanContext read = Traceparent.read(written);
        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.getSpanId()).isEqualTo(SPAN);
        assertThat(read.isSampled()).isTrue();
        assertThat(read.isRemote()).isTrue();
    }

    @Test
    void ofASpanThatIsNotRecordedAndOfNoneNothingIsSaid() {
        assertThat(Traceparent.of(span(TraceFlags.getDefault()))).isNull();
        assertThat(Traceparent.of(Span.getInvalid())).isNull();
        assertThat(Traceparent.of(null)).isNull();
    }

    /** From a node that says none, or something that this one does not know. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "But soft, what light",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void whatIsNoTraceparentIsNoneAndNoError(String text) {
        assertThat(Traceparent.read(text).isValid()).isFalse();
    }

    /** Later versions may add something at the end. */
    @Test
    void aLaterVersionIsRead() {
        assertThat(Traceparent.read("01-" + TRACE + "-" + SPAN + "-01-more").getSpanId())
                .isEqualTo(SPAN);
    }

    private static Span span(TraceFlags flags) {
        return Span.wrap(SpanContext.create(TRACE, SPAN, flags, TraceState.getDefault()));
    }
}
