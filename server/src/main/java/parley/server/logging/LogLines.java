package parley.server.logging;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The encoder of a node's log: lines after a pattern, or one JSON object each. */
public final class LogLines extends LayoutWrappingEncoder<ILoggingEvent> {

    /** Which may be asked for. */
    public static final List<String> FORMATS = List.of("text", "json");

    private String format = "text";
    private String pattern = "%msg%n";

    /** {@code json}; anything else is text, of which {@code ServerSettings} takes only {@code text} itself. */
    public void setFormat(String format) {
        this.format = format;
    }

    /** Of the lines for a person. */
    public void setPattern(String pattern) {
        this.pattern = pattern;
    }

    @Override
    public void start() {
        setLayout(format.equals("json") ? started(new JsonLayout()) : started(patternLayout()));
        setCharset(StandardCharsets.UTF_8);
        super.start();
    }

    private PatternLayout patternLayout() {
        var layout = new PatternLayout();
        layout.setPattern(pattern);
        return layout;
    }

    private Layout<ILoggingEvent> started(LayoutBase<ILoggingEvent> layout) {
        layout.setContext(getContext());
        layout.start();
        return layout;
    }
}
