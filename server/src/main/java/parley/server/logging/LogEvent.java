package parley.server.logging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a template of ours says: our messages are a few words and then {@code name=value} pairs, {@code lease lost holder={} why={}}. The
 * words name the event; they are constants of the code, so the name is as stable as a constant would be, and stands once.
 *
 * @param name the words with underscores; empty of what is no template of ours, such as what Akka says in the name of an actor
 * @param fields names, and {@code {}} or a constant
 */
record LogEvent(String name, List<Field> fields) {

    /** {@code constant}: empty where the value is the next argument. */
    record Field(String name, String constant) {}

    private static final Pattern FIELD = Pattern.compile(" (\\w+)=(\"\\{}\"|\\{}|.*?(?= \\w+=|$))");
    private static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9 -]*");
    private static final Pattern BETWEEN = Pattern.compile("[ -]+");

    static LogEvent of(String template) {
        Matcher matcher = FIELD.matcher(template);
        var fields = new ArrayList<Field>();
        int words = template.length();
        while (matcher.find()) {
            words = Math.min(words, matcher.start());
            String value = matcher.group(2);
            fields.add(new Field(matcher.group(1), value.contains("{}") ? "" : value));
        }
        String said = template.substring(0, words);
        return WORDS.matcher(said).matches()
                ? new LogEvent(BETWEEN.matcher(said).replaceAll("_"), List.copyOf(fields))
                : new LogEvent("", List.of());
    }

    /** The fields with what was logged. */
    Map<String, Object> values(Object[] arguments) {
        var values = new LinkedHashMap<String, Object>();
        int next = 0;
        for (Field field : fields) {
            if (!field.constant().isEmpty()) {
                values.put(field.name(), field.constant());
            } else if (next < arguments.length) {
                values.put(field.name(), value(arguments[next]));
                next++;
            }
        }
        return values;
    }

    private static Object value(Object argument) {
        return argument instanceof Number || argument instanceof Boolean ? argument : String.valueOf(argument);
    }
}
