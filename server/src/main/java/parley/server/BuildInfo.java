package parley.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What this build is made of.
 *
 * @param versions version by component name, sorted; {@code parley} is our own
 */
public record BuildInfo(Map<String, String> versions) {

    /** Reads what the build wrote down, and adds the JVM that runs now. */
    public static BuildInfo load() {
        var properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing from the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties cannot be read", e);
        }
        var versions = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        versions.put("java", Runtime.version().toString());
        return new BuildInfo(versions);
    }

    public String version() {
        String version = versions.get("parley");
        if (version == null) {
            throw new IllegalStateException("build.properties does not name the version");
        }
        return version;
    }
}
