package parley.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One JSON object a line. What others than ourselves log has no event. */
final class JsonLayout extends LayoutBase<ILoggingEvent> {

    private static final String OURS = "parley.";
    private static final int TEXT_UNITS_MAX = 8_192;
    /** More than there are: what others say in our name may be different each time. */
    private static final int TEMPLATES_MAX = 1_000;

    private static final LogEvent NO_EVENT = new LogEvent("", List.of());
    private static final Object[] NONE = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By template: these are constants of the code, so there are not many. */
    private final Map<String, LogEvent> events = new ConcurrentHashMap<>();

    @Override
    public String doLayout(ILoggingEvent logged) {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", logged.getInstant().toString());
        line.put("level", logged.getLevel().toString());
        LogEvent event = logged.getLoggerName().startsWith(OURS) ? eventOf(logged.getMessage()) : NO_EVENT;
        if (!event.name().isEmpty()) {
            line.put("event", event.name());
            addFields(line, event.values(logged.getArgumentArray() == null ? NONE : logged.getArgumentArray()));
        }
        line.put("logger", logged.getLoggerName());
        line.put("thread", logged.getThreadName());
        line.put("message", cut(String.valueOf(logged.getFormattedMessage())));
        IThrowableProxy thrown = logged.getThrowableProxy();
        if (thrown != null) {
            line.put("error", cut(ThrowableProxyUtil.asString(thrown)));
        }
        try {
            return JSON.writeValueAsString(line) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers are JSON", e);
        }
    }

    private LogEvent eventOf(String template) {
        LogEvent known = events.get(template);
        if (known != null) {
            return known;
        }
        LogEvent event = LogEvent.of(template);
        if (events.size() < TEMPLATES_MAX) {
            events.put(template, event);
        }
        return event;
    }

    private static void addFields(ObjectNode line, Map<String, Object> values) {
        ObjectNode fields = line.putObject("fields");
        values.forEach((name, value) -> {
            if (value instanceof String text) {
                fields.put(name, cut(text));
            } else {
                fields.putPOJO(name, value);
            }
        });
    }

    private static String cut(String text) {
        return text.length() <= TEXT_UNITS_MAX ? text : text.substring(0, TEXT_UNITS_MAX) + "…";
    }
}
